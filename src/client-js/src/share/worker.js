// The script of the SharedWorker in the npm package. Without import(), which Vite does not accept in a worker by default.
import {newFeed} from '../feed.js';
import {serveTabs} from './meeting.js';

const load = () => Promise.reject(new Error('a worker has no further modules'));

serveTabs(globalThis, (url, options) => newFeed(url, options, load));
