// The SharedWorker of pages that load /client/feedhorn.js: it has the connection that all tabs share.
import {connect} from './feedhorn.js';
import {serveTabs} from './feedhorn-share.js';

serveTabs(globalThis, connect);
