import {local, newClock} from './clock.js';
import {earliest, feedOf, read, write} from './cursor.js';
import {checked, fault, asOrigin} from './errors.js';
import {newReading} from './wire.js';

/** @import {ConnectOptions, Events} from '../../../webroot/client/feedhorn.js' */
/** @import {Pace, Subscription, WireUpdate} from './subscription.js' */
/** @typedef {ReturnType<typeof newSession>} Session */

const MARGIN_MS = 30_000;
const LEAST_MS = 1_000;
const REFUSED_MS = 20_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * What outlives every connection: subscriptions, positions, the clock. Transports read and feed it.
 * @param {string} url @param {ConnectOptions} options
 * @param {<K extends keyof Events>(event: K, value: Events[K]) => void} emit
 */
export function newSession(url, options, emit) {
  const base = new URL(url.replace(/\/?$/, '/'), globalThis.location?.href);
  /** @type {Map<string, string>} */
  const epochs = new Map();
  /** @type {Promise<string | undefined> | undefined} what the function for tokens gave */
  let token;
  let due = Infinity;
  let renewed = -Infinity;
  /** @type {Map<string, WireUpdate>} so that a second subscription to a topic has its snapshot, too */
  const newest = new Map();

  /** @type {WeakSet<WireUpdate>} those that the page was told of */
  const told = new WeakSet();

  /** @type {Set<Subscription>} */
  const all = new Set();

  /** @param {WireUpdate} wire @returns {number} */
  const age = wire => Math.max(0, session.clock.now() - wire.ts);

  /** @param {string} topic */
  const isHeard = topic => [...all].some(sub => sub.matches(topic));

  /** @param {string} path @param {RequestInit} init @returns {Promise<Response>} */
  const plain = (path, init) =>
    (options.fetch ?? fetch)(new URL(path, base), {cache: 'no-store', ...init}).catch(error => fault(error, init.signal));

  /** @param {Response} response @param {RequestInit} init @param {(text: string) => any} [parse] @returns {Promise<any>} */
  const body = (response, {signal}, parse = JSON.parse) =>
    response.text().then(text => parse(text)).catch(error => fault(error, signal));

  const session = {
    base,
    options,
    emit,
    subs: all,
    clock: newClock(),
    reading: newReading(options.numbers === 'exact'),
    hidden: false,
    /** For how many seconds a poll may be held: less where something on the way cuts what is idle. */
    hold: 25,

    /** @returns {Promise<string | undefined>} asked for when there is none, it ends soon, or it was refused */
    token() {
      const {token: given} = options;
      if (Date.now() >= due) token = undefined;
      return (token ??= (async () => {
        due = Infinity;
        const text = await (typeof given === 'function' ? given() : given);
        session.expires(expiry(text));
        return text;
      })().catch(error => {
        token = undefined;
        throw error;
      }));
    },

    /** When the present token ends, by the server's clock: another is asked for somewhat earlier. @param {number} end */
    expires(end) {
      const left = end - session.clock.now();
      due = typeof options.token === 'function' ? Date.now() + Math.max(LEAST_MS, left - Math.min(MARGIN_MS, left / 5)) : Infinity;
    },

    /** Calls back when it is time for another token. @param {() => void} act */
    renewal: act => (due < Infinity ? setTimeout(act, Math.min(due - Date.now(), LONGEST_TIMER_MS)) : undefined),

    /** The token was refused: whether another one can be had. One that is new was refused for good. */
    renew() {
      if (typeof options.token !== 'function' || Date.now() - renewed < REFUSED_MS) return false;
      renewed = Date.now();
      token = undefined;
      return true;
    },

    /**
     * @param {string} path relative, so that a server behind a path prefix works
     * @param {RequestInit & {headers?: Record<string, string>}} [init]
     * @returns {Promise<Response>}
     */
    async request(path, init = {}) {
      const bearer = await session.token();
      const headers = {...(bearer && {authorization: `Bearer ${bearer}`}), ...init.headers};
      const response = await plain(path, {...init, headers});
      if (response.status === 401 && session.renew()) return session.request(path, init);
      return checked(response);
    },

    /**
     * @param {string} path @param {RequestInit & {headers?: Record<string, string>}} [init]
     * @returns {Promise<any>}
     */
    json: async (path, init = {}) => body(await session.request(path, init), init),

    /** The answer to a poll. @param {string} path @param {{signal: AbortSignal}} init @returns {Promise<any>} */
    poll: async (path, init) => body(await session.request(path, init), init, session.reading.answer),

    /**
     * A request that any page may send, and whose refusal it may read: it tells a server that is gone from
     * one that does not let this page in.
     * @param {AbortSignal} signal @returns {Promise<void>}
     */
    async measure(signal) {
      await session.token();
      const sent = local();
      const response = await plain('v1/time', {signal});
      const back = local();
      const {now} = await body(await checked(response).catch(error => Promise.reject(asOrigin(error))), {signal});
      session.clock.sample(sent, now, now, back);
    },

    /**
     * Before the updates that a cursor came with: is this still the log we knew?
     * @param {string} cursor @param {boolean} [recovered] @param {string | null} [which]
     */
    adopt(cursor, recovered, which = null) {
      let over = false;
      for (const [feed, {epoch, offset}] of read(cursor)) {
        const known = epochs.get(feed);
        epochs.set(feed, epoch);
        for (const sub of all) {
          const at = sub.at.get(feed) ?? {epoch: known ?? epoch, offset};
          // From past the end of the log, what comes would be taken for what was had.
          if (at.epoch !== epoch || (at.offset > offset && recovered === false)) sub.forget(feed);
        }
        if (!known || known === epoch) continue;
        over = true;
        for (const topic of newest.keys()) if (feedOf(topic) === feed) newest.delete(topic);
        emit('reset', {feed, cursor, why: 'epoch'});
      }
      if (recovered === false && !over) emit('reset', {feed: which, cursor, why: 'history'});
    },

    /**
     * @param {WireUpdate} wire
     * @param {Iterable<Subscription>} [subs] those it is for. Of its feed they have had everything before it
     * @param {boolean} [inOrder] false where something before it may still come
     */
    update(wire, subs = all, inOrder = true) {
      const {topic, offset} = wire;
      // Nobody's any more, it was on its way already.
      if (!isHeard(topic)) return;
      if (!(offset < (newest.get(topic)?.offset ?? 0))) newest.set(topic, wire);
      const feed = feedOf(topic);
      const epoch = inOrder ? epochs.get(feed) : undefined;
      const old = age(wire);
      let taken;
      for (const sub of subs)
        if (sub.ready) {
          if (sub.matches(topic)) taken = sub.take(wire, old, epoch) ?? taken;
          else if (epoch && sub.feeds.has(feed)) sub.advance(feed, {epoch, offset});
        }
      if (!taken || told.has(wire)) return;
      told.add(wire);
      emit('update', taken);
    },

    /** The newest of each topic that flows already, for a second subscription. @param {Subscription} sub @returns {WireUpdate[]} */
    known: sub => (sub.options.snapshot === false ? [] : [...newest.values()].filter(wire => sub.matches(wire.topic))),

    /** Nobody hears it any more, so what is known of its topics grows old. @param {Subscription} gone */
    drop(gone) {
      all.delete(gone);
      for (const topic of newest.keys()) if (!isHeard(topic)) newest.delete(topic);
    },

    /** Everything up to here was delivered. @param {string} cursor @param {Iterable<Subscription>} [subs] */
    reach(cursor, subs = all) {
      for (const [feed, position] of read(cursor))
        // The log may have begun anew since.
        if ((epochs.get(feed) ?? position.epoch) === position.epoch) for (const sub of subs) if (sub.ready && sub.feeds.has(feed)) sub.advance(feed, position);
    },

    /**
     * One connection has one pace for a pattern: the least strict that anybody asked for.
     * @param {(sub: Subscription) => boolean} [concerns]
     * @returns {Pace}
     */
    pace(concerns = () => true) {
      const paces = [...all].filter(concerns).map(sub => sub.pace(session.hidden));
      if (!paces.length) return {};
      const maxRate = Math.max(...paces.map(pace => pace.maxRate ?? Infinity));
      const conflate = paces.every(pace => pace.conflate);
      return {...(maxRate < Infinity && {maxRate}), ...(conflate && {conflate})};
    },

    /** From where nobody misses anything. @param {Set<string>} feeds @returns {string} */
    since: feeds => write(earliest([...all].map(sub => sub.at), feeds)),

    /** The connection is gone: whoever has no position waits for the next one's snapshots. */
    unsettle() {
      for (const sub of all) sub.ready = sub.at.size > 0;
      session.clock.forget();
    },
  };
  return session;
}

/** When a JWT ends, in Unix milliseconds. @param {string | undefined} token */
function expiry(token) {
  try {
    const [, claims] = /** @type {string} */ (token).split('.');
    return JSON.parse(atob(claims.replace(/-/g, '+').replace(/_/g, '/'))).exp * 1000 || Infinity;
  } catch {
    return Infinity;
  }
}
