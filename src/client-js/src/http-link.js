import {local} from './clock.js';
import {feedOf, write} from './cursor.js';

/** @import {Session} from './session.js' */
/** @import {Subscription} from './subscription.js' */
/** @import {Events, Link} from './lifeline.js' */
/** @typedef {(signal: AbortSignal, alive: (works?: boolean) => void) => Promise<void>} Carry reads until the signal, says what comes in */

const BEAT_MS = 10_000;
/** Updates that one poll may ask for. */
const MOST = 5_000;
const PATIENCE_MS = 5_000;

/**
 * What the transports over plain HTTP share: snapshots first, then carried from the cursor on,
 * and begun again, from the cursor, whenever what is asked for changes.
 * @param {Session} session @param {Events} events @param {Carry} carry
 * @returns {Link}
 */
export function httpLink(session, events, carry) {
  const life = new AbortController();
  let turn = new AbortController();
  let changing = false;
  let heard = 0;
  let doubt = false;

  const close = () => {
    clearInterval(beat);
    life.abort();
    turn.abort();
  };

  /** @param {any} error */
  const fail = error => {
    if (life.signal.aborted) return;
    close();
    events.failed(error, {final: error.code === 'unauthorized' || error.code === 'forbidden', ...error.advice});
  };

  const change = () => {
    if (changing) return;
    changing = true;
    queueMicrotask(() => {
      changing = false;
      turn.abort();
    });
  };

  /** Is anybody there? @param {number} patience */
  const ask = async patience => {
    const asked = local();
    await session.measure(AbortSignal.any([life.signal, AbortSignal.timeout(patience)]))
      .catch((/** @type {any} */ error) => heard > asked || fail(error));
  };
  const beat = setInterval(ask, BEAT_MS, PATIENCE_MS);

  const alive = (works = true) => {
    heard = local();
    doubt = false;
    if (works) events.working();
  };

  const run = async () => {
    // The first answer pays for opening the connection; the second tells the time.
    for (let times = 0; times < 2; times++) await session.measure(life.signal);
    while (!life.signal.aborted) {
      const {signal} = (turn = new AbortController());
      const renewal = session.renewal(change);
      try {
        for (const sub of session.subs) await prime(session, sub, doubt, signal);
        if (session.subs.size) {
          const {maxRate, conflate} = session.pace();
          for (const sub of session.subs) sub.thin(!!(maxRate || conflate));
          await carry(signal, alive);
        } else {
          alive();
          await pause(BEAT_MS, signal);
        }
      } catch (/** @type {any} */ error) {
        // One of them is refused, but not which: each is asked for by itself.
        if (!doubt && isRefusal(session, error)) doubt = true;
        else if (!signal.aborted) throw error;
      } finally {
        clearTimeout(renewal);
      }
    }
  };

  run().catch(fail);
  return {add: change, drop: change, pace: change, probe: () => void ask(session.clock.patience), close};
}

/** @param {Session} session */
export function query(session) {
  const topics = new Set([...session.subs].flatMap(sub => sub.topics));
  return updatesOf([...topics], session.since(new Set([...topics].map(feedOf))));
}

/** @param {string[]} topics @param {string | false} since */
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
 * Brings a subscription that is nowhere yet to a position, by snapshots or by all that history holds, and
 * learns if it may have what it asks for.
 * @param {Session} session @param {Subscription} sub @param {boolean} doubt @param {AbortSignal} signal
 */
async function prime(session, sub, doubt, signal) {
  while (!sub.closed) {
    const {fresh} = sub;
    const pace = sub.pace(session.hidden);
    const thin = Object.keys(pace).length ? '&conflate=true' : '';
    try {
      if (fresh.length) {
        const from = updatesOf(fresh, sub.earliest && 'earliest');
        const {cursor, updates} = await session.poll(`v1/updates?${from}${thin}${sub.earliest ? `&limit=${MOST}` : ''}`, {signal});
        // Another link was faster.
        if (sub.fresh.length < fresh.length) continue;
        session.adopt(cursor);
        sub.ready = true;
        sub.thin(!!thin);
        if (sub.options.snapshot !== false || sub.earliest) for (const update of updates) session.update(update, [sub]);
        session.reach(cursor, [sub]);
        // An answer that was cut says nothing of the feeds that it did not come to.
        if (sub.earliest && sub.fresh.length && sub.fresh.length < fresh.length) continue;
      } else if (doubt) await session.json(`v1/updates?${updatesOf(sub.topics, write(sub.at))}${thin}&limit=1`, {signal});
      sub.ready = true;
      return;
    } catch (/** @type {any} */ error) {
      if (!isRefusal(session, error)) throw error;
      refuse(session, sub, error, !!thin);
    }
  }
}

const REFUSALS = ['bad_request', 'bad_topic', 'bad_cursor', 'forbidden', 'too_many'];

/**
 * Whether it is what was asked for, and not the way, that the server does not like. Who has no token is refused
 * what is not public; who is refused everything has nothing to stay for.
 * @param {Session} session @param {any} error
 */
export const isRefusal = ({options, subs}, {code, advice}) =>
  !advice && (REFUSALS.includes(code) || (code === 'unauthorized' && !options.token && subs.size > 1));

/**
 * A subscription that cannot be as it is: asks for it in another way, or gives it up.
 * @param {Session} session @param {Subscription} sub @param {any} error @param {boolean} [thin] it was asked for less than everything
 */
export function refuse(session, sub, error, thin) {
  const {code} = error;
  if (code === 'bad_cursor' && sub.at.size) sub.at.clear();
  // A feed that delivers every update cannot be slowed down: then it is asked for as it is.
  else if (code === 'bad_request' && thin && !sub.options.maxRate && !sub.options.conflate) sub.every = true;
  else {
    session.emit('error', Object.assign(error, {subscription: sub}));
    sub.close();
  }
}
