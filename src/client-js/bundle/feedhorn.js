// Entry point of /client/feedhorn.js. Its wrapper in pom.xml has `load` and `exported`.
import {FeedError} from '../src/errors.js';
import {newFeed} from '../src/feed.js';

const connect = (url, options = {}) => newFeed(url, options, load);

Object.assign(exported, {connect, FeedError});
