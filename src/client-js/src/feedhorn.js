import {newFeed} from './feed.js';

/** @import {ConnectOptions} from '../feedhorn.js' */

export {FeedError} from './errors.js';

/**
 * Opens a client. The SockJS transport is a separate module that is loaded on first use.
 * @param {string} url @param {ConnectOptions} [options]
 */
export const connect = (url, options = {}) => newFeed(url, options, () => import('./feedhorn-sockjs.js'));
