import {local, newClock} from './clock.js';
import {earliestPositions, feedOf, parseCursor, formatCursor} from './cursor.js';
import {checked, requestError, originError} from './errors.js';
import {newUpdateParser} from './update-parser.js';

/** @import {ConnectOptions, Events} from '../feedhorn.js' */
/** @import {Throttle, Subscription, WireUpdate} from './subscription.js' */
/** @typedef {ReturnType<typeof newSession>} Session */

const RENEWAL_MARGIN_MS = 30_000;
const MIN_RENEWAL_MS = 1_000;
const MIN_REFUSAL_GAP_MS = 20_000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The state that is kept across connections: subscriptions, positions, token and clock. Transports read and update it.
 * @param {string} url @param {ConnectOptions} options
 * @param {(event: keyof Events, value: any) => void} emit
 */
export function newSession(url, options, emit) {
  const base = new URL(url.replace(/\/?$/, '/'), globalThis.location?.href);
  /** @type {Map<string, string>} */
  const epochs = new Map();
  /** @type {Promise<string | undefined> | undefined} the result of the token function */
  let token;
  let due = Infinity;
  let renewed = -Infinity;
  /** @type {Map<string, WireUpdate>} the newest update of each topic, as snapshot for further subscriptions */
  const newest = new Map();

  /** @type {WeakSet<WireUpdate>} updates already emitted as `update` event */
  const announced = new WeakSet();

  /** @type {Set<Subscription>} */
  const all = new Set();

  /** @param {WireUpdate} wire @returns {number} */
  const age = wire => Math.max(0, session.clock.now() - wire.ts);

  /** @param {string} topic */
  const isSubscribed = topic => [...all].some(sub => sub.matches(topic));

  /** @param {string} path @param {RequestInit} init @returns {Promise<Response>} */
  const plain = (path, init) =>
    (options.fetch ?? fetch)(new URL(path, base), {cache: 'no-store', ...init}).catch(error => requestError(error, init.signal));

  /** @param {Response} response @param {RequestInit} init @param {(text: string) => any} [parse] @returns {Promise<any>} */
  const body = (response, {signal}, parse = JSON.parse) =>
    response.text().then(text => parse(text)).catch(error => requestError(error, signal));

  const session = {
    base,
    options,
    emit,
    subs: all,
    clock: newClock(),
    parser: newUpdateParser(options.numbers === 'exact'),
    hidden: false,
    /** True while no transport is tried: before the start, and while a connection that tabs share takes their place. */
    /** @type {boolean | undefined} */
    held: true,
    /** The `wait` of long polls in seconds. Reduced if a proxy closes idle connections. */
    hold: 25,

    /** The current token. Requests another one if there is none, it expires soon, or it was rejected. @returns {Promise<string | undefined>} */
    token() {
      const {token: given} = options;
      if (Date.now() >= due) token = undefined;
      return (token ??= (async () => {
        due = Infinity;
        if (typeof given !== 'function') return given;
        const text = await given();
        // By the server's clock.
        const left = expiry(text) - session.clock.now();
        due = Date.now() + Math.max(MIN_RENEWAL_MS, left - Math.min(RENEWAL_MARGIN_MS, left / 5));
        return text;
      })().catch(error => {
        token = undefined;
        throw error;
      }));
    },

    /** Schedules a callback for the time of the renewal. @param {() => void} act */
    renewal: act => (due < Infinity ? setTimeout(act, Math.min(due - Date.now(), MAX_TIMER_MS)) : undefined),

    /** Discards a rejected token, and tells if another one can be requested. A new token that is rejected is final. */
    renew() {
      if (typeof options.token !== 'function' || performance.now() - renewed < MIN_REFUSAL_GAP_MS) return false;
      renewed = performance.now();
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

    /** Polls. @param {string} path @param {{signal: AbortSignal}} init @returns {Promise<any>} */
    poll: async (path, init) => body(await session.request(path, init), init, session.parser.answer),

    /**
     * Measures the clock with `/v1/time`. Every page may send this request and read its error, so it distinguishes a server
     * that cannot be reached from a server that does not allow this origin.
     * @param {AbortSignal} signal @returns {Promise<void>}
     */
    async measure(signal) {
      await session.token();
      const sent = local();
      const response = await plain('v1/time', {signal});
      const back = local();
      const {now} = await body(await checked(response).catch(error => Promise.reject(originError(error))), {signal});
      session.clock.sample(sent, now, back);
    },

    /**
     * Checks the epochs of a cursor against the known ones, and emits `reset` if a log is new. Called before the updates of the cursor.
     * @param {string} cursor @param {boolean} [recovered] @param {string | null} [which]
     */
    adopt(cursor, recovered, which = null) {
      let over = false;
      for (const [feed, {epoch, offset}] of parseCursor(cursor)) {
        const known = epochs.get(feed);
        epochs.set(feed, epoch);
        for (const sub of all) {
          const at = sub.at.get(feed) ?? {epoch: known ?? epoch, offset};
          // Beyond the end of the log, new updates would be dropped as already received.
          if (at.epoch !== epoch || (at.offset > offset && recovered === false)) sub.forget(feed);
        }
        if (!known || known === epoch) continue;
        over = true;
        for (const topic of newest.keys()) if (feedOf(topic) === feed) newest.delete(topic);
        emit('reset', {feed, cursor, reason: 'epoch'});
      }
      if (recovered === false && !over) emit('reset', {feed: which, cursor, reason: 'history'});
    },

    /**
     * Delivers an update.
     * @param {WireUpdate} wire
     * @param {Iterable<Subscription>} [subs] the recipients, which have received all earlier updates of the feed
     * @param {boolean} [inOrder] false if earlier updates may still arrive
     */
    update(wire, subs = all, inOrder = true) {
      const {topic, offset} = wire;
      // It was sent before the server processed the unsubscription.
      if (!isSubscribed(topic)) return;
      if (!(offset < /** @type {any} */ (newest.get(topic))?.offset)) wire.deleted ? newest.delete(topic) : newest.set(topic, wire);
      const feed = feedOf(topic);
      const epoch = inOrder ? epochs.get(feed) : undefined;
      const old = age(wire);
      let taken;
      for (const sub of subs)
        if (sub.ready) {
          if (sub.matches(topic)) taken = sub.take(wire, old, epoch) ?? taken;
          else if (epoch && sub.feeds.has(feed)) sub.advance(feed, {epoch, offset});
        }
      if (!taken || announced.has(wire)) return;
      announced.add(wire);
      emit('update', taken);
    },

    /** The newest update of each topic that is subscribed already. @param {Subscription} sub @returns {WireUpdate[]} */
    snapshots: sub => [...newest.values()].filter(({topic}) => sub.options.snapshot !== false && sub.matches(topic)),

    /** Removes a subscription, and the newest updates of topics without another one. @param {Subscription} gone */
    drop(gone) {
      all.delete(gone);
      for (const topic of newest.keys()) if (!isSubscribed(topic)) newest.delete(topic);
    },

    /** Advances subscriptions to a cursor up to which everything was delivered. @param {string} cursor @param {Iterable<Subscription>} [subs] */
    advance(cursor, subs = all) {
      for (const [feed, position] of parseCursor(cursor))
        // The log may have been reset since.
        if ((epochs.get(feed) ?? position.epoch) === position.epoch) for (const sub of subs) if (sub.ready && sub.feeds.has(feed)) sub.advance(feed, position);
    },

    /**
     * The least restrictive throttle of the subscriptions, because a connection has one for each pattern.
     * @param {(sub: Subscription) => boolean} [concerns]
     * @returns {Throttle}
     */
    throttle(concerns = () => true) {
      const throttles = [...all].filter(concerns).map(sub => sub.throttle(session.hidden));
      if (!throttles.length) return {};
      const maxRate = Math.max(...throttles.map(throttle => throttle.maxRate ?? Infinity));
      const conflate = throttles.every(throttle => throttle.conflate);
      return {...(maxRate < Infinity && {maxRate}), ...(conflate && {conflate})};
    },

    /** The cursor from which no subscription misses an update. @param {Set<string>} feeds @returns {string} */
    since: feeds => formatCursor(earliestPositions([...all].map(sub => sub.at), feeds)),

    /** Handles the loss of the connection. Subscriptions without a position wait for the snapshots of the next one. */
    onDisconnect() {
      for (const sub of all) sub.ready = sub.at.size > 0;
      session.clock.forget();
    },
  };
  return session;
}

/** The expiry of a JWT in Unix milliseconds. @param {string | undefined} token */
function expiry(token) {
  try {
    const [, claims] = /** @type {string} */ (token).split('.');
    return JSON.parse(atob(claims.replace(/-/g, '+').replace(/_/g, '/'))).exp * 1000 || Infinity;
  } catch {
    return Infinity;
  }
}
