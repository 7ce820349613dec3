import {requireAccepted, isDenied} from '../../shared/access.js';
import {answerHead, utf8} from '../bytes.js';
import {onExchange} from '../resources.js';

/** @import {Reader} from '../row.js' */

const HOLD_S = 30;
/** The text around the updates of an answer. The server writes no white space. */
const UPDATES = '"updates":[';
const END = ']}';

/**
 * Polls at a fixed rate, independent of the duration of answers; missed polls are skipped. Without an interval it uses long
 * polling.
 * @param {number} interval milliseconds; 0: long polling
 * @returns {Reader}
 */
export const polling = interval => ({base, topics, head, cursor, token}, sink) => {
  const life = new AbortController();
  const {signal} = life;
  const began = performance.now();
  const phase = began + Math.random() * interval;
  const asked = `/v1/updates?topics=${topics.map(encodeURIComponent).join()}`;

  const poll = async () => {
    const since = cursor.toString();
    const path = asked + (since && `&since=${encodeURIComponent(since)}${interval ? '' : `&wait=${HOLD_S}`}`);
    const url = new URL(path, base).href;
    let inBody = 0;
    sink.request();
    sink.count('sent', 'headers', head(path));
    onExchange(name => name === url, ({bytes, connected}) => {
      if (connected !== null) sink.connected(connected);
      if (bytes) sink.count('received', 'framing', bytes - inBody);
    });
    const sent = performance.now();
    const response = await requireAccepted(await fetch(url, {cache: 'no-store', signal, headers: token ? {authorization: `Bearer ${token}`} : {}}));
    const text = await response.text();
    if (interval) sink.trip(performance.now() - sent);
    const {cursor: next, recovered, updates, more} = JSON.parse(text);
    if (since && recovered === false) sink.broken();
    cursor.adopt(next);
    inBody = utf8(text);
    const payload = updates.length ? utf8(text.slice(text.indexOf(UPDATES) + UPDATES.length, -END.length)) - updates.length + 1 : 0;
    sink.count('received', 'headers', answerHead(response.headers, response.status));
    sink.count('received', 'payload', payload);
    sink.count('received', 'framing', inBody - payload);
    sink.ready();
    for (const update of updates) sink.update(update);
    return more;
  };

  const run = async () => {
    while (await poll());
    let turn = -1;
    while (!signal.aborted) {
      // Timers may fire early, so the same turn must not be taken twice.
      turn = Math.max(turn + 1, Math.ceil((performance.now() - phase) / interval));
      if (interval) await until(phase + turn * interval, signal);
      while (await poll());
    }
  };
  run().catch(error => signal.aborted || sink.fail(error instanceof TypeError ? 'the server cannot be reached' : error.message, isDenied(error) ? 'denied' : undefined));
  return () => life.abort();
};

/** @param {number} time @param {AbortSignal} signal @returns {Promise<void>} */
const until = (time, signal) =>
  new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, time - performance.now()));
    signal.addEventListener('abort', done);
  });
