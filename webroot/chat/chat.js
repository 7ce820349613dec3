import {request, isDenied, token} from '../shared/access.js';
import {NAMES} from '../shared/badge.js';
import {find, mark, write} from '../shared/dom.js';
import {age} from '../shared/format.js';
import {loadIdentity} from './identity.js';
import {openPage} from '../shared/page.js';
import {peopleView, roomView} from './room-view.js';
import {Room} from './room.js';

/** @import {Update} from '../client/feedhorn.js' */
/** @import {Message, Member} from './room.js' */

const LOBBY = 'chat.lobby';
const SYSTEM = 'sys';
const PRESENCE = `${SYSTEM}.presence.${LOBBY}.`;
const ANONYMOUS = '$anonymous';
const REFRESH_MS = 1_000;
const CATCH_UP_MS = 400;
const RETRY_MS = 2_000;
const HISTORY_LIMIT = 100;
const FINAL = new Set(['too_large', 'bad_request', 'bad_json', 'bad_topic', 'forbidden', 'unauthorized', 'unsupported_type']);

const me = loadIdentity();
// A quiet room is not stale.
const {feed, notice} = openPage({staleAfter: Infinity, reads: 'chat.*', command: `--subject ann --subscribe 'chat.*' --publish 'chat.*'`, getToken: me.getToken});
const form = /** @type {HTMLFormElement} */ (find('#composer'));
const text = /** @type {HTMLInputElement} */ (find('#text'));
const name = /** @type {HTMLInputElement} */ (find('#name'));
const view = roomView({scroll: find('#scroll'), log: find('#log'), newer: find('#newer')}, {edit});
const showPeople = peopleView(find('#people'), find('#count'));
const room = new Room(me.who, entry => view.show(entry));
let entering = false;
let entered = false;
let welcomed = false;
let sendingQueue = false;
/** True if the page may not publish. */
let readOnly = false;
/** False if the page may not read the messages, which the notice says. */
let mayRead = true;
let lostAt = 0;
let received = 0;
/** @type {'complete' | 'history' | 'epoch'} the completeness of the messages during an interruption */
let gap = 'complete';

name.value = me.name;
feed.on('state', onState);
feed.on('gap', ({topic}) => topic === LOBBY && (gap = 'history'));
feed.on('reset', ({feed: which, reason}) => {
  if (which !== SYSTEM) gap = reason;
  if (entered) loadPeople().then(refresh);
});
feed.on('error', error => isDenied(error) || showProblem(error.message));
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
  if (entered) sendName();
});
addEventListener('pagehide', () => me.keep());

/** @param {import('../client/feedhorn.js').State} state */
function onState({status, transport}) {
  if (status === 'reconnecting' && !lostAt && entered && mayRead) {
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

/** Shows the history and who is present, then subscribes from there on. */
async function loadRoom() {
  entering = true;
  const log = find('#log');
  log.setAttribute('aria-busy', 'true');
  const [messages, position] = await Promise.all([loadHistory(), loadPeople()]);
  for (const update of messages.updates) room.take(update, 0);
  feed.subscribe([LOBBY], onUpdate, {since: messages.cursor, conflate: false});
  if (position) feed.subscribe([`${PRESENCE}*`], onPresence, {since: position});
  log.removeAttribute('aria-busy');
  entered = true;
  if (mayRead && (!me.isPresent || !position || room.isPresent(me.who))) welcome(feed.clock.now());
  sendName();
  sendQueued();
}

/** @returns {Promise<{updates: Update[], cursor?: string}>} */
async function loadHistory() {
  try {
    const {updates, cursor} = await (await request(`/v1/topics/${LOBBY}/history?limit=${HISTORY_LIMIT}`)).json();
    return {updates: updates.slice(updates.findLastIndex((/** @type {Update} */ update) => update.deleted) + 1), cursor};
  } catch (error) {
    // Without the history, the room starts with the first live message.
    mayRead = !isDenied(error);
  }
  return {updates: []};
}

/** Replaces the people by those whom the server lists. @returns {Promise<string | undefined>} the position of the list */
async function loadPeople() {
  try {
    /** @type {{members: Member[], anonymous: number, cursor: string}} */
    const {members, anonymous, cursor} = await (await request(`/v1/presence/${LOBBY}`)).json();
    room.replace(members, anonymous);
    return cursor;
  } catch {
    // Without presence, the room has messages alone.
    return undefined;
  }
}

/** @param {Update} update */
function onUpdate(update) {
  if (update.deleted) {
    room.end().forEach(view.remove);
    room.addEvent('The messages of the lobby were deleted.', update.ts);
  } else if (room.take(update, performance.now()) === 'message') received++;
  refresh();
}

/** @param {Update} update */
function onPresence({topic, data, ts, deleted}) {
  const who = decodeURIComponent(topic.slice(PRESENCE.length));
  if (topic === PRESENCE + ANONYMOUS) room.unnamed = deleted ? 0 : data.anonymous;
  else if (deleted) {
    if (room.leave(who) && who !== me.who) room.addEvent(`${room.nameOf(who)} left`, ts);
  } else {
    const isNew = room.enter({...data, ts});
    if (who === me.who) welcome(ts);
    else if (isNew) room.addEvent(`${room.nameOf(who)} joined`, ts);
  }
  refresh();
}

/** @param {number} ts */
function welcome(ts) {
  if (welcomed) return;
  welcomed = true;
  const others = room.present().filter(({who}) => who !== me.who).length;
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
  sendQueued();
}

/** Publishes the name of this visitor, which may differ from that of the token. */
function sendName() {
  if (readOnly) return;
  feed.publish(LOBBY, {kind: 'name', who: me.who, name: me.name}).catch(error => {
    if (!isDenied(error)) return void setTimeout(sendName, RETRY_MS);
    notice.deny('publish on chat.*', error);
    setReadOnly();
  });
}

/** Disables the form, because the token does not allow to publish, or there is none. */
function setReadOnly() {
  readOnly = true;
  for (const field of [text, name, find('#send')]) mark(field, 'disabled', true);
  text.placeholder = token ? 'This token may not write here' : 'Sign in to write';
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
  showPeople(room.present(), me.who, room.unnamed);
  const waiting = room.waiting().length;
  write(find('#waiting'), waiting ? `${waiting} ${waiting === 1 ? 'message' : 'messages'} waiting for the connection` : '');
}

/** @param {string} problem */
function showProblem(problem) {
  write(find('#problem'), problem);
  mark(text, 'aria-invalid', problem ? 'true' : null);
}
