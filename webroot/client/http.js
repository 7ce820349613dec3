import {feedOf} from './cursor.js';
import {FeedError} from './session.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './lifeline.js' */
/** @typedef {(session: Session, events: Events, signal: AbortSignal) => Promise<void>} Carry */

const MEASURE_MS = 30_000;

/**
 * What the transports over plain HTTP share: snapshots first, then carried from the cursor on,
 * and begun again, from the cursor, whenever what is asked for changes.
 * @param {Session} session @param {Events} events @param {Carry} carry
 */
export function httpLink(session, events, carry) {
  const life = new AbortController();
  let turn = new AbortController();
  let closed = false;
  let changing = false;
  const clock = setInterval(() => session.measure().catch(() => {}), MEASURE_MS);

  const close = () => {
    closed = true;
    clearInterval(clock);
    life.abort();
    turn.abort();
  };

  const change = () => {
    if (changing) return;
    changing = true;
    queueMicrotask(() => {
      changing = false;
      turn.abort();
    });
  };

  const run = async () => {
    // The first answer pays for opening the connection; the second tells the time.
    for (let times = 0; times < 2; times++) await session.measure(life.signal);
    while (!closed) {
      const {signal} = (turn = new AbortController());
      try {
        await prime(session, signal);
        if (session.subs.size) await carry(session, events, signal);
        else await idle(session, events, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  };

  run().catch(error => {
    if (closed) return;
    close();
    if (error.code === 'bad_cursor') for (const sub of session.subs) sub.at.clear();
    events.failed(error, {final: error.status === 401 || error.status === 403});
  });
  return {add: change, drop: change, pace: change, close};
}

/** @param {Session} session @param {string[]} [topics] */
export function query(session, topics = [...new Set([...session.subs].flatMap(sub => sub.topics))]) {
  const since = session.since(new Set(topics.map(feedOf)));
  return `topics=${topics.map(encodeURIComponent).join()}${since && `&since=${encodeURIComponent(since)}`}`;
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export const pause = (ms, signal) =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });

/** @param {Session} session @param {AbortSignal} signal */
async function prime(session, signal) {
  for (const sub of session.subs) {
    const topics = sub.topics.filter(topic => !sub.at.has(feedOf(topic)));
    try {
      if (topics.length) {
        const path = `v1/updates?topics=${topics.map(encodeURIComponent).join()}`;
        const {cursor, updates} = await (await session.request(path, {signal})).json();
        session.adopt(cursor);
        sub.ready = true;
        if (sub.options.snapshot !== false) for (const update of updates) session.update(update, [sub]);
        session.reach(cursor, [sub]);
      }
      sub.ready = true;
    } catch (error) {
      const refused = error instanceof FeedError && (error.status === 400 || error.status === 403);
      if (!refused) throw error;
      session.emit('error', Object.assign(error, {subscription: sub}));
      sub.close();
    }
  }
}

/** @param {Session} session @param {Events} events @param {AbortSignal} signal */
async function idle(session, events, signal) {
  await session.measure(signal);
  events.working();
  await pause(MEASURE_MS, signal);
}
