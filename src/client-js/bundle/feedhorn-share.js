// Entry point of /client/feedhorn-share.js. Its wrapper in pom.xml has `connect`, `FeedError`, `openWorker` and `exported`.
import {serveTabs} from '../src/share/meeting.js';
import {shareConnection} from '../src/share/shared-connection.js';

const share = (session, transport, names) => shareConnection(session, transport, names, {connect, FeedError, openWorker});

Object.assign(exported, {share, serveTabs});
