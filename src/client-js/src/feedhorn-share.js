import {FeedError} from './errors.js';
import {connect} from './feedhorn.js';
import {shareConnection} from './share/shared-connection.js';

/** @import {Transport} from '../feedhorn.js' */
/** @import {Session} from './session.js' */
/** @import {TransportSelector} from './transport-selector.js' */

// Bundlers find the worker by this form of the expression.
const openWorker = (/** @type {string} */ name) => new SharedWorker(new URL('./share/worker.js', import.meta.url), {type: 'module', name});

/** Makes a client use the connection that all tabs share. @param {Session} session @param {TransportSelector} selector @param {Transport[]} names */
export const share = (session, selector, names) => shareConnection(session, selector, names, {connect, FeedError, openWorker});
