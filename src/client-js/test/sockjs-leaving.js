// node sockjs-leaving.js URL FEED TRANSPORT: the SockJS client waits until the server shuts down.
import assert from 'node:assert/strict';
import SockJS from 'sockjs-client';
import {Inbox} from './inbox.js';

const [url, , transport] = process.argv.slice(2);
const sockjs = new SockJS(`${url}/eventbus`, null, {transports: [transport]});
const closed = new Inbox();
sockjs.onclose = closed.put;

const {code, reason} = await closed.next();
assert.equal(code, 1001);
assert.equal(reason, 'the server is leaving');
console.log('ok');
process.exit(0);
