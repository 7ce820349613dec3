import {request, bearer, isDenied, token} from '../shared/access.js';
import {NAMES} from '../shared/badge.js';
import {find, mark, write} from '../shared/dom.js';
import {age} from '../shared/format.js';
import {loadIdentity} from './identity.js';
import {openPage} from '../shared/page.js';
import {peopleView, roomView} from './room-view.js';
import {Room} from './room.js';

/** @import {Update} from '../client/feedhorn.js' */
/** @import {Message} from './room.js' */

const LOBBY = 'chat.lobby';
const ALIVE = 'chat.alive';
const HEARTBEAT_MS = 10_000;
const STALE_MS = 30_000;
const REFRESH_MS = 1_000;
const CATCH_UP_MS = 400;
const RETRY_MS = 2_000;
const HISTORY_LIMIT = 100;
const FINAL = new Set(['too_large', 'bad_request', 'bad_json', 'bad_topic', 'forbidden', 'unauthorized', 'unsupported_type']);

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: 'chat.*', command: `--subscribe 'chat.*' --publish 'chat.*'`});
const me = loadIdentity();
const form = /** @type {HTMLFormElement} */ (find('#composer'));
const text = /** @type {HTMLInputElement} */ (find('#text'));
const name = /** @type {HTMLInputElement} */ (find('#name'));
const view = roomView({scroll: find('#scroll'), log: find('#log'), newer: find('#newer')}, {edit});
const showPeople = peopleView(find('#people'), find('#count'));
const room = new Room(me.who, entry => view.show(entry));
let entering = false;
let entered = false;
/** True while the page is closed or in the back/forward cache. Its own `leave` may still arrive. */
let leaving = false;
let sendingQueue = false;
/** True if the page may not publish. */
let readOnly = false;
let lostAt = 0;
let received = 0;
/** @type {'complete' | 'history' | 'epoch'} the completeness of the messages during an interruption */
let gap = 'complete';

name.value = me.name;
feed.on('state', onState);
feed.on('gap', () => (gap = 'history'));
feed.on('reset', ({reason}) => (gap = reason));
feed.on('error', error => isDenied(error) || showProblem(error.message));
setInterval(() => feed.state.status === 'live' && entered && sendHeartbeat(), HEARTBEAT_MS);
setInterval(refresh, REFRESH_MS);
text.focus();

form.addEventListener('submit', event => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return showProblem('Write a message first.');
  showProblem('');
  room.write({name: me.name, text: words, nonce: crypto.randomUUID?.() ?? String(Math.random()).slice(2), ts: feed.clock.now()});
  text.value = '';
  sendQueued();
});
text.addEventListener('input', () => showProblem(''));
name.addEventListener('change', () => {
  name.value = me.rename(name.value);
  if (entered) sendHeartbeat();
});
addEventListener('pagehide', () => {
  me.keep();
  if (!entered) return;
  leaving = true;
  const body = JSON.stringify({kind: 'leave', who: me.who, name: me.name});
  // Like sendBeacon, which cannot send a token.
  fetch(`/v1/topics/${LOBBY}`, {method: 'POST', keepalive: true, headers: {'content-type': 'application/json', ...bearer()}, body}).catch(() => {});
});
addEventListener('pageshow', ({persisted}) => {
  if (!persisted || !entered) return;
  leaving = false;
  join();
});

/** @param {import('../client/feedhorn.js').State} state */
function onState({status, transport}) {
  if (status === 'reconnecting' && !lostAt && entered) {
    lostAt = Date.now();
    received = 0;
    gap = 'complete';
    room.addEvent('The connection is lost. Messages that you write now are sent when it is back.', lostAt, 'bad');
  }
  if (status === 'unauthorized') setReadOnly();
  if (status !== 'live' || !transport) return;
  if (!entering) loadRoom();
  else if (lostAt) setTimeout(onReconnected, CATCH_UP_MS, NAMES[transport]);
  else sendQueued();
}

/** Shows the history, then subscribes from there on. */
async function loadRoom() {
  entering = true;
  const log = find('#log');
  log.setAttribute('aria-busy', 'true');
  const [messages, heartbeats] = await Promise.all([loadHistory(LOBBY), loadHistory(ALIVE)]);
  for (const update of [...messages.updates, ...heartbeats.updates].sort((a, b) => a.offset - b.offset)) room.take(update, 0);
  feed.subscribe([LOBBY, ALIVE], onUpdate, {since: messages.cursor, conflate: false});
  log.removeAttribute('aria-busy');
  entered = true;
  join();
  sendQueued();
}

/** @param {string} topic @returns {Promise<{updates: Update[], cursor?: string}>} */
async function loadHistory(topic) {
  try {
    const {updates, cursor} = await (await request(`/v1/topics/${topic}/history?limit=${HISTORY_LIMIT}`)).json();
    return {updates: updates.slice(updates.findLastIndex((/** @type {Update} */ update) => update.deleted) + 1), cursor};
  } catch {
    // Without the history, the room starts with the first live message.
  }
  return {updates: []};
}

/** @param {Update} update */
function onUpdate(update) {
  if (update.deleted) {
    room.end(update.topic).forEach(view.remove);
    if (update.topic === LOBBY) room.addEvent('The messages of the lobby were deleted.', update.ts);
    return refresh();
  }
  const what = room.take(update, performance.now());
  const {who, name: other} = update.data ?? {};
  if (what === 'message') received++;
  else if (what === 'join' && who === me.who) welcome(update.ts);
  else if (what === 'join') room.addEvent(`${other} joined`, update.ts);
  // Another tab of this person was closed.
  else if (what === 'leave' && who === me.who) leaving || join();
  else if (what === 'leave') room.addEvent(`${other} left`, update.ts);
  refresh();
}

/** @param {number} ts */
function welcome(ts) {
  const others = room.present(feed.clock.now()).length - 1;
  const company = others > 1 ? `${others} others are here.` : others ? 'One other person is here.' : 'Nobody else is here yet.';
  room.addEvent(`Welcome to the lobby, ${me.name}. ${company}`, ts, 'good');
}

/** @param {string} transport */
function onReconnected(transport) {
  if (!lostAt || feed.state.status !== 'live') return;
  const missed = received ? `${received} ${received === 1 ? 'message' : 'messages'} received meanwhile` : 'No messages meanwhile';
  const ends = {
    complete: `${missed}, nothing lost.`,
    history: 'The server no longer has everything since then: messages may be missing.',
    epoch: 'The server has restarted without its history: only this page still shows the messages before.',
  };
  room.addEvent(`Connected again after ${age(Date.now() - lostAt)}, by ${transport}. ${ends[gap]}`, Date.now(), gap === 'complete' ? 'good' : 'bad');
  lostAt = 0;
  sendHeartbeat();
  sendQueued();
}

function join() {
  feed.publish(LOBBY, {kind: 'join', who: me.who, name: me.name}).catch(error => {
    if (!isDenied(error)) return void setTimeout(join, RETRY_MS);
    notice.deny('publish on chat.*', error);
    setReadOnly();
  });
  sendHeartbeat();
}

/** Disables the form, because the token does not allow to publish, or there is none. */
function setReadOnly() {
  readOnly = true;
  for (const field of [text, name, find('#send')]) mark(field, 'disabled', true);
  text.placeholder = token ? 'This token may not write here' : 'Sign in to write';
}

function sendHeartbeat() {
  if (readOnly) return;
  feed.publish(ALIVE, {who: me.who, name: me.name, room: 'lobby'}).catch(() => {});
}

/** Sends queued messages one after the other, in the order in which they were written. */
async function sendQueued() {
  refresh();
  if (sendingQueue || !entered || lostAt || feed.state.status !== 'live') return;
  sendingQueue = true;
  try {
    for (let message; (message = room.waiting()[0]); ) if (!(await send(message))) return void setTimeout(sendQueued, RETRY_MS);
  } finally {
    sendingQueue = false;
    refresh();
  }
}

/** @param {Message} message @returns {Promise<boolean>} false if the message must be sent again */
async function send(message) {
  const {who, name: by, text: words, nonce} = message;
  room.progress(message, {progress: 'sending', sentAt: performance.now()});
  try {
    await feed.publish(LOBBY, {kind: 'message', who, name: by, text: words, nonce});
    return true;
  } catch (error) {
    const {code, message: why} = /** @type {Error & {code?: string}} */ (error);
    if (!FINAL.has(code ?? '')) {
      room.progress(message, {progress: 'queued'});
      return false;
    }
    const problem = code === 'too_large' ? 'it is longer than the server allows' : why;
    room.progress(message, {progress: 'failed', problem});
    showProblem(`Your message was not sent: ${problem}.`);
    return true;
  }
}

/** @param {Message} message */
function edit(message) {
  room.withdraw(message);
  view.remove(message);
  text.value = message.text;
  showProblem('');
  text.focus();
}

function refresh() {
  showPeople(room.present(feed.clock.now()), me.who);
  const waiting = room.waiting().length;
  write(find('#waiting'), waiting ? `${waiting} ${waiting === 1 ? 'message' : 'messages'} waiting for the connection` : '');
}

/** @param {string} problem */
function showProblem(problem) {
  write(find('#problem'), problem);
  mark(text, 'aria-invalid', problem ? 'true' : null);
}
