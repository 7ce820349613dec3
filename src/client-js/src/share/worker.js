// The script of the SharedWorker in the npm package.
import {connect} from '../feedhorn.js';
import {serveTabs} from './meeting.js';

serveTabs(globalThis, connect);
