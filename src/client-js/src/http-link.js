import {feedOf, formatCursor} from './cursor.js';

/** @import {Session} from './session.js' */
/** @import {Subscription} from './subscription.js' */
/** @import {Events, Link} from './reconnecting-transport.js' */
/** @typedef {(signal: AbortSignal, alive: (works?: boolean) => void) => Promise<void>} ReadUpdates receives updates until the signal aborts, and calls `alive` when data arrives */

const HEARTBEAT_MS = 10_000;
/** The maximum `limit` of a poll. */
const MAX_UPDATES = 5_000;
const MIN_TIMEOUT_MS = 5_000;

/**
 * The common part of the HTTP transports. It fetches snapshots, receives updates from the cursor on, and restarts from the
 * cursor whenever the subscriptions change.
 * @param {Session} session @param {Events} events @param {ReadUpdates} readUpdates
 * @returns {Link}
 */
export function httpLink(session, events, readUpdates) {
  const life = new AbortController();
  let round = new AbortController();
  let changing = false;
  let receivedAt = 0;
  let checkEach = false;

  const close = () => {
    clearInterval(heartbeat);
    life.abort();
    round.abort();
  };

  /** @param {any} error */
  const fail = error => {
    if (life.signal.aborted) return;
    close();
    events.failed(error, {final: ['unauthorized', 'forbidden'].includes(error.code), ...error.advice});
  };

  const change = () => {
    if (changing) return;
    changing = true;
    queueMicrotask(() => {
      changing = false;
      round.abort();
    });
  };

  /** Checks that the server answers. @param {number} timeout */
  const ask = async timeout => {
    const askedAt = performance.now();
    await session.measure(AbortSignal.any([life.signal, AbortSignal.timeout(timeout)]))
      .catch((/** @type {any} */ error) => receivedAt > askedAt || fail(error));
  };
  const heartbeat = setInterval(ask, HEARTBEAT_MS, MIN_TIMEOUT_MS);

  const alive = (works = true) => {
    receivedAt = performance.now();
    checkEach = false;
    if (works) events.working();
  };

  const run = async () => {
    // The first round trip includes the connection setup, so the clock needs a second one.
    for (let times = 0; times < 2; times++) await session.measure(life.signal);
    while (!life.signal.aborted) {
      const {signal} = (round = new AbortController());
      const renewal = session.renewal(change);
      try {
        for (const sub of session.subs) await initialize(session, sub, checkEach, signal);
        if (session.subs.size) {
          const {maxRate, conflate} = session.throttle();
          for (const sub of session.subs) sub.setThrottled(!!(maxRate || conflate));
          await readUpdates(signal, alive);
        } else {
          alive();
          await pause(HEARTBEAT_MS, signal);
        }
      } catch (/** @type {any} */ error) {
        // The answer does not tell which subscription was rejected, so each is requested separately.
        if (!checkEach && isRefusal(session, error)) checkEach = true;
        else if (!signal.aborted) throw error;
      } finally {
        clearTimeout(renewal);
      }
    }
  };

  run().catch(fail);
  return {add: change, drop: change, throttle: change, probe: () => void ask(session.clock.timeout), close};
}

/** @param {Session} session */
export function query(session) {
  const topics = new Set([...session.subs].flatMap(sub => sub.topics));
  return updatesOf([...topics], session.since(new Set([...topics].map(feedOf))));
}

/** @param {string[]} topics @param {string | false} [since] */
const updatesOf = (topics, since) =>
  `topics=${topics.map(encodeURIComponent).join()}${since ? `&since=${encodeURIComponent(since)}` : ''}`;

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

/**
 * Fetches the snapshots, or the whole history, of a subscription that has no position yet, and closes the subscription if
 * the server rejects it.
 * @param {Session} session @param {Subscription} sub @param {boolean} checkEach @param {AbortSignal} signal
 */
async function initialize(session, sub, checkEach, signal) {
  while (!sub.closed) {
    const {fresh} = sub;
    const throttle = sub.throttle(session.hidden);
    const throttled = Object.keys(throttle).length ? '&conflate=true' : '';
    try {
      if (fresh.length) {
        const {reader, since} = sub.options;
        const from = updatesOf(fresh, sub.earliest && since) + (reader ? `&reader=${reader}` : '');
        const {cursor, updates} = await session.poll(`v1/updates?${from}${throttled}${sub.earliest ? `&limit=${MAX_UPDATES}` : ''}`, {signal});
        // Another connection has delivered the snapshots meanwhile.
        if (sub.fresh.length < fresh.length) continue;
        session.adopt(cursor);
        sub.ready = true;
        sub.setThrottled(!!throttled);
        if (sub.options.snapshot !== false || sub.earliest) for (const update of updates) session.update(update, [sub]);
        session.advance(cursor, [sub]);
        // A truncated answer does not contain all feeds.
        if (sub.earliest && sub.fresh.length && sub.fresh.length < fresh.length) continue;
      } else if (checkEach) await session.json(`v1/updates?${updatesOf(sub.topics, formatCursor(sub.at))}${throttled}&limit=1`, {signal});
      sub.ready = true;
      return;
    } catch (/** @type {any} */ error) {
      if (!isRefusal(session, error)) throw error;
      refuse(session, sub, error, !!throttled);
    }
  }
}

const REFUSALS = ['bad_request', 'bad_topic', 'bad_cursor', 'forbidden', 'too_many'];

/**
 * Tells if the server rejected a subscription, not the connection. Without a token, one of several subscriptions may be
 * unauthorized while others are public; if there is only one, the connection has no use.
 * @param {Session} session @param {any} error
 */
export const isRefusal = ({options, subs}, {code, advice}) =>
  !advice && (REFUSALS.includes(code) || (code === 'unauthorized' && !options.token && subs.size > 1));

/**
 * Changes a rejected subscription so that it can be requested again, or closes it.
 * @param {Session} session @param {Subscription} sub @param {any} error @param {boolean} [throttled] the request asked for fewer updates
 */
export function refuse(session, sub, error, throttled) {
  const {code} = error;
  if (code === 'bad_cursor' && sub.at.size) sub.at.clear();
  // A feed with conflate: false rejects throttling, so its subscriptions are requested without.
  else if (code === 'bad_request' && throttled && !sub.options.maxRate && !sub.options.conflate) sub.unthrottled = true;
  else {
    session.emit('error', Object.assign(error, {subscription: sub}));
    sub.close();
  }
}
