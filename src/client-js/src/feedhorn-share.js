import {FeedError} from './errors.js';
import {connect} from './feedhorn.js';
import {shareConnection} from './share/shared-connection.js';

/** @import {Transport} from '../feedhorn.js' */
/** @import {Session} from './session.js' */
/** @import {ReconnectingTransport} from './reconnecting-transport.js' */

// Bundlers find the worker by this form of the expression.
const openWorker = (/** @type {string} */ name) => new SharedWorker(new URL('./share/worker.js', import.meta.url), {type: 'module', name});

/** Makes a client use the connection that all tabs share. @param {Session} session @param {ReconnectingTransport} transport @param {Transport[]} names */
export const share = (session, transport, names) => shareConnection(session, transport, names, {connect, FeedError, openWorker});
