import {newFeed} from './feed.js';

/** @import {ConnectOptions} from '../feedhorn.js' */

export {FeedError} from './errors.js';

/** Loads a module of the client that few pages use. @param {'sockjs' | 'share'} name @returns {Promise<any>} */
const load = name => (name === 'share' ? import('./feedhorn-share.js') : import('./feedhorn-sockjs.js'));

/** Opens a client. @param {string} url @param {ConnectOptions} [options] */
export const connect = (url, options = {}) => newFeed(url, options, load);
