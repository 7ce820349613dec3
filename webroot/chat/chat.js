import {ask, bearer, isDenied, token} from '../shared/access.js';
import {NAMES} from '../shared/badge.js';
import {find, mark, write} from '../shared/dom.js';
import {age} from '../shared/format.js';
import {myself} from './identity.js';
import {openPage} from '../shared/page.js';
import {peopleView, roomView} from './room-view.js';
import {Room} from './room.js';

/** @import {Update} from '../client/feedhorn.js' */
/** @import {Message} from './room.js' */

const LOBBY = 'chat.lobby';
const ALIVE = 'chat.alive';
const ALIVE_MS = 10_000;
const STALE_MS = 30_000;
const LOOK_MS = 1_000;
const CATCH_UP_MS = 400;
const AGAIN_MS = 2_000;
const REMEMBERED = 100;
const FINAL = new Set(['too_large', 'bad_request', 'bad_json', 'bad_topic', 'forbidden', 'unauthorized', 'unsupported_type']);

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: 'chat.*', command: `--subscribe 'chat.*' --publish 'chat.*'`});
const me = myself();
const form = /** @type {HTMLFormElement} */ (find('#composer'));
const text = /** @type {HTMLInputElement} */ (find('#text'));
const name = /** @type {HTMLInputElement} */ (find('#name'));
const view = roomView({scroll: find('#scroll'), log: find('#log'), newer: find('#newer')}, {edit});
const showPeople = peopleView(find('#people'), find('#count'));
const room = new Room(me.who, entry => view.show(entry));
let entering = false;
let entered = false;
/** The page is being closed, or kept by the browser for a return: its own `leave` may still arrive here. */
let leaving = false;
let pumping = false;
/** This page may not write in the room. */
let mute = false;
let lost = 0;
let caught = 0;
/** @type {'whole' | 'history' | 'epoch'} what is known of the time without a connection */
let gap = 'whole';

name.value = me.name;
feed.on('state', follow);
feed.on('hole', () => (gap = 'history'));
feed.on('reset', ({why}) => (gap = why));
feed.on('error', error => isDenied(error) || complain(error.message));
setInterval(() => feed.state.status === 'live' && entered && breathe(), ALIVE_MS);
setInterval(look, LOOK_MS);
text.focus();

form.addEventListener('submit', event => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return complain('Write a message first.');
  complain('');
  room.write({name: me.name, text: words, nonce: crypto.randomUUID?.() ?? String(Math.random()).slice(2), ts: feed.clock.now()});
  text.value = '';
  pump();
});
text.addEventListener('input', () => complain(''));
name.addEventListener('change', () => {
  name.value = me.rename(name.value);
  if (entered) breathe();
});
addEventListener('pagehide', () => {
  me.keep();
  if (!entered) return;
  leaving = true;
  const body = JSON.stringify({kind: 'leave', who: me.who, name: me.name});
  // As sendBeacon, which cannot show a token.
  fetch(`/v1/topics/${LOBBY}`, {method: 'POST', keepalive: true, headers: {'content-type': 'application/json', ...bearer()}, body}).catch(() => {});
});
addEventListener('pageshow', ({persisted}) => {
  if (!persisted || !entered) return;
  leaving = false;
  join();
});

/** @param {import('../client/feedhorn.js').State} state */
function follow({status, transport}) {
  if (status === 'reconnecting' && !lost && entered) {
    lost = Date.now();
    caught = 0;
    gap = 'whole';
    room.happens('The connection is lost. Messages that you write now are sent when it is back.', lost, 'bad');
  }
  if (status === 'unauthorized') silence();
  if (status !== 'live' || !transport) return;
  if (!entering) enter();
  else if (lost) setTimeout(back, CATCH_UP_MS, NAMES[transport]);
  else pump();
}

/** Shows the history, then every message after it. */
async function enter() {
  entering = true;
  const log = find('#log');
  log.setAttribute('aria-busy', 'true');
  const [said, alive] = await Promise.all([past(LOBBY), past(ALIVE)]);
  for (const update of [...said.updates, ...alive.updates].sort((a, b) => a.offset - b.offset)) room.take(update, 0);
  feed.subscribe([LOBBY, ALIVE], hear, {since: said.cursor, conflate: false});
  log.removeAttribute('aria-busy');
  entered = true;
  join();
  pump();
}

/** @param {string} topic @returns {Promise<{updates: Update[], cursor?: string}>} */
async function past(topic) {
  try {
    return await (await ask(`/v1/topics/${topic}/history?limit=${REMEMBERED}`)).json();
  } catch {
    // Without its history the room begins now.
  }
  return {updates: []};
}

/** @param {Update} update */
function hear(update) {
  const what = room.take(update, performance.now());
  const {who, name: other} = update.data ?? {};
  if (what === 'message') caught++;
  else if (what === 'join' && who === me.who) welcome(update.ts);
  else if (what === 'join') room.happens(`${other} joined`, update.ts);
  // Another tab of this person was closed.
  else if (what === 'leave' && who === me.who) leaving || join();
  else if (what === 'leave') room.happens(`${other} left`, update.ts);
  look();
}

/** @param {number} ts */
function welcome(ts) {
  const others = room.here(feed.clock.now()).length - 1;
  const company = others > 1 ? `${others} others are here.` : others ? 'One other person is here.' : 'Nobody else is here yet.';
  room.happens(`Welcome to the lobby, ${me.name}. ${company}`, ts, 'good');
}

/** @param {string} transport */
function back(transport) {
  if (!lost || feed.state.status !== 'live') return;
  const missed = caught ? `${caught} ${caught === 1 ? 'message' : 'messages'} received meanwhile` : 'No messages meanwhile';
  const ends = {
    whole: `${missed}, nothing lost.`,
    history: 'The server no longer has everything since then: messages may be missing.',
    epoch: 'The server has restarted without its history: only this page still shows the messages before.',
  };
  room.happens(`Connected again after ${age(Date.now() - lost)}, by ${transport}. ${ends[gap]}`, Date.now(), gap === 'whole' ? 'good' : 'bad');
  lost = 0;
  breathe();
  pump();
}

function join() {
  feed.publish(LOBBY, {kind: 'join', who: me.who, name: me.name}).catch(error => {
    if (!isDenied(error)) return void setTimeout(join, AGAIN_MS);
    notice.tell('publish on chat.*', error);
    silence();
  });
  breathe();
}

/** Nothing can be written here with this token, or without one. */
function silence() {
  mute = true;
  for (const field of [text, name, find('#send')]) mark(field, 'disabled', true);
  text.placeholder = token ? 'This token may not write here' : 'Sign in to write';
}

function breathe() {
  if (mute) return;
  feed.publish(ALIVE, {who: me.who, name: me.name, room: 'lobby'}).catch(() => {});
}

/** One after the other, so that messages keep the order in which they were written. */
async function pump() {
  look();
  if (pumping || !entered || lost || feed.state.status !== 'live') return;
  pumping = true;
  try {
    for (let message; (message = room.waiting()[0]); ) if (!(await send(message))) return void setTimeout(pump, AGAIN_MS);
  } finally {
    pumping = false;
    look();
  }
}

/** @param {Message} message @returns {Promise<boolean>} whether its fate is decided */
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
    complain(`Your message was not sent: ${problem}.`);
    return true;
  }
}

/** @param {Message} message */
function edit(message) {
  room.withdraw(message);
  view.remove(message);
  text.value = message.text;
  complain('');
  text.focus();
}

function look() {
  showPeople(room.here(feed.clock.now()), me.who);
  const waiting = room.waiting().length;
  write(find('#waiting'), waiting ? `${waiting} ${waiting === 1 ? 'message' : 'messages'} waiting for the connection` : '');
}

/** @param {string} problem */
function complain(problem) {
  write(find('#problem'), problem);
  mark(text, 'aria-invalid', problem ? 'true' : null);
}
