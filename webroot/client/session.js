import {Clock, local} from './clock.js';
import {earliest, feedOf, read, write} from './cursor.js';

/** @import {ConnectOptions, Events} from './feedhorn.d.ts' */
/** @import {Subscription, WireUpdate} from './subscription.js' */

/** What went wrong, with the server's own code where it gave one. */
export class FeedError extends Error {
  /** @param {string} code @param {string} message @param {number} [status] */
  constructor(code, message, status) {
    super(message);
    this.name = 'FeedError';
    this.code = code;
    this.status = status;
  }
}

/** What outlives every connection: subscriptions, positions, the clock. Transports read and feed it. */
export class Session {
  /** @type {Set<Subscription>} */
  subs = new Set();
  clock = new Clock();
  hidden = false;
  /** @type {Map<string, string>} */
  #epochs = new Map();
  /** @type {Map<string, WireUpdate>} so that a second subscription to a topic has its snapshot, too */
  #newest = new Map();

  /**
   * @param {string} url @param {ConnectOptions} options
   * @param {<K extends keyof Events>(event: K, value: Events[K]) => void} emit
   */
  constructor(url, options, emit) {
    this.base = new URL(url.replace(/\/?$/, '/'), globalThis.location?.href);
    this.options = options;
    this.emit = emit;
  }

  async token() {
    const {token} = this.options;
    return typeof token === 'function' ? token() : token;
  }

  /**
   * @param {string} path relative, so that a server behind a path prefix works
   * @param {RequestInit & {headers?: Record<string, string>}} [init]
   */
  async request(path, init = {}) {
    const token = await this.token();
    const headers = {...(token && {authorization: `Bearer ${token}`}), ...init.headers};
    /** @type {Response} */
    let response;
    try {
      response = await (this.options.fetch ?? fetch)(new URL(path, this.base), {cache: 'no-store', ...init, headers});
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new FeedError('unreachable', 'the server cannot be reached');
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    const code = problem.code ?? (response.status < 500 ? 'bad_request' : 'unavailable');
    throw new FeedError(code, problem.detail ?? problem.title ?? `HTTP ${response.status}`, response.status);
  }

  /** @param {AbortSignal} [signal] */
  async measure(signal) {
    const sent = local();
    const {now} = await (await this.request('v1/time', {signal})).json();
    this.clock.sample(sent, now, local());
  }

  /**
   * Before the updates that a cursor came with: is this still the log we knew?
   * @param {string} cursor @param {boolean} [recovered]
   */
  adopt(cursor, recovered) {
    let over = false;
    for (const [feed, {epoch}] of read(cursor)) {
      const known = this.#epochs.get(feed);
      this.#epochs.set(feed, epoch);
      for (const sub of this.subs) if ((sub.at.get(feed)?.epoch ?? known ?? epoch) !== epoch) sub.forget(feed);
      if (!known || known === epoch) continue;
      over = true;
      for (const topic of this.#newest.keys()) if (feedOf(topic) === feed) this.#newest.delete(topic);
      this.emit('reset', {feed, cursor, why: 'epoch'});
    }
    if (recovered === false && !over) this.emit('reset', {feed: null, cursor, why: 'history'});
  }

  /** @param {WireUpdate} wire @param {Iterable<Subscription>} [subs] */
  update(wire, subs = this.subs) {
    const age = Math.max(0, this.clock.now() - wire.ts);
    const {topic, offset} = wire;
    if (!(offset < (this.#newest.get(topic)?.offset ?? 0))) this.#newest.set(topic, wire);
    let taken;
    for (const sub of subs) if (sub.ready && sub.matches(topic)) taken = sub.take(wire, age) ?? taken;
    if (taken) this.emit('update', taken);
  }

  /** A second subscription to what flows already. @param {Subscription} sub */
  recall(sub) {
    if (sub.at.size || sub.options.snapshot === false) return;
    for (const wire of this.#newest.values())
      if (sub.matches(wire.topic)) sub.take(wire, Math.max(0, this.clock.now() - wire.ts));
  }

  /** Everything up to here was delivered. @param {string} cursor @param {Iterable<Subscription>} [subs] */
  reach(cursor, subs = this.subs) {
    for (const [feed, position] of read(cursor))
      for (const sub of subs) if (sub.ready && sub.feeds.has(feed)) this.#advance(sub, feed, position);
  }

  /** On a connection that carries every update, an update's own offset is a position. @param {WireUpdate} wire */
  pass({topic, offset}) {
    const feed = feedOf(topic);
    const epoch = this.#epochs.get(feed);
    if (!epoch) return;
    for (const sub of this.subs)
      if (sub.ready && sub.exact && sub.feeds.has(feed)) this.#advance(sub, feed, {epoch, offset});
  }

  /** @param {Subscription} sub @param {string} feed @param {import('./cursor.js').Position} position */
  #advance(sub, feed, position) {
    const at = sub.at.get(feed);
    if (!(at && at.epoch === position.epoch && at.offset > position.offset)) sub.at.set(feed, position);
  }

  /**
   * One connection has one pace for a pattern: the least strict that anybody asked for.
   * @param {(sub: Subscription) => boolean} [concerns]
   * @returns {{maxRate?: number, conflate?: boolean}}
   */
  pace(concerns = () => true) {
    const paces = [...this.subs].filter(concerns).map(sub => sub.pace(this.hidden));
    if (!paces.length) return {};
    const maxRate = Math.max(...paces.map(pace => pace.maxRate ?? Infinity));
    const conflate = paces.every(pace => pace.conflate);
    return {...(maxRate < Infinity && {maxRate}), ...(conflate && {conflate})};
  }

  /** From where nobody misses anything. @param {Set<string>} feeds */
  since(feeds) {
    return write(earliest([...this.subs].map(sub => sub.at), feeds));
  }

  /** The connection is gone: whoever has no position waits for the next one's snapshots. */
  unsettle() {
    for (const sub of this.subs) sub.ready = sub.at.size > 0;
    this.clock.forget();
  }
}
