import {feedOf, matcher, parseCursor, formatCursor} from './cursor.js';
import {call} from './errors.js';

/** @import {Update, SubscribeOptions, Gap} from '../feedhorn.js' */
/** @import {Position} from './cursor.js' */
/** @typedef {Omit<Update, 'age' | 'skipped'>} WireUpdate */
/** @typedef {{update: Update, cursor: string}} Waiting a queued update, and the cursor to resume from after it */
/** @typedef {{maxRate?: number, conflate?: boolean}} Throttle */
/** @typedef {ReturnType<typeof newSubscription>} Subscription */

const QUEUE = 1024;
const HIDDEN_RATE = 1;

/**
 * A subscription: its topics and options, its position, and the detection of gaps.
 * @param {string[]} topics
 * @param {((update: Update) => void) | undefined} callback
 * @param {SubscribeOptions & {at?: string}} options `at`: the positions of an earlier subscription, which this one continues
 * @param {{gap: (gap: Gap) => void, close: (sub: any) => void}} handlers
 */
export function newSubscription(topics, callback, options, handlers) {
  /** @type {Map<string, {offset: number, seq: number, complete: boolean}>} */
  const seen = new Map();
  /** @type {Waiting[] | null} */
  let queue = callback ? null : [];
  /** @type {string | null} the cursor of the update that the loop has; null if the queue is empty */
  let delivered = null;
  let limit = QUEUE;
  let notify = () => {};

  /** @param {Waiting[]} all @param {Update} update */
  const enqueue = (all, update) => {
    all.push({update, cursor: formatCursor(sub.at)});
    if (all.length > limit) {
      if (options.conflate === false) {
        const {topic, seq} = /** @type {Waiting} */ (all.shift()).update;
        handlers.gap({topic, from: seq, to: seq, subscription: sub});
      } else {
        queue = newestOfEach(all);
        limit = Math.max(QUEUE, 2 * queue.length);
      }
    }
    notify();
  };

  const sub = {
    topics,
    options,
    matches: matcher(topics),
    feeds: new Set(topics.map(feedOf)),
    /** The position of the newest update received, by feed. An async iterator may be behind. */
    at: parseCursor(options.at ?? options.since),
    /** Feeds without a position are read from the beginning of their history, or from where the reader has acknowledged. */
    earliest: options.since === 'earliest' || (!options.since && !!options.reader),
    /** True once updates of the current connection belong to the subscription. Without a position, that is after its confirmation. */
    ready: false,
    /** True if every update was requested, so that a missing one is a gap. */
    complete: false,
    /** True if the feed does not allow throttling. */
    unthrottled: false,
    closed: false,

    /** The position of the last update handed over, to resume from. @returns {string} */
    get cursor() {
      return delivered ?? formatCursor(sub.at);
    },

    /** The topics of feeds that have no position yet. @returns {string[]} */
    get fresh() {
      return topics.filter(topic => !sub.at.has(feedOf(topic)));
    },

    /** Advances the position in one feed. @param {string} feed @param {Position} position */
    advance(feed, position) {
      const at = sub.at.get(feed);
      if (!(at && at.epoch === position.epoch && at.offset > position.offset)) sub.at.set(feed, position);
    },

    /**
     * The throttle to request from the server.
     * @param {boolean} hidden limits the rate to one update per second
     * @returns {Throttle}
     */
    throttle(hidden) {
      const {maxRate = Infinity, conflate} = options;
      if (conflate === false) return {};
      const rate = hidden && !sub.unthrottled ? Math.min(maxRate, HIDDEN_RATE) : maxRate;
      return {...(rate < Infinity && {maxRate: rate}), ...(conflate && {conflate})};
    },

    /** Sets if updates may be skipped: skipped updates are then not gaps. @param {boolean} throttled */
    setThrottled(throttled) {
      sub.complete = !throttled && !options.maxRate && !options.conflate;
      if (throttled) for (const one of seen.values()) one.complete = false;
    },

    /**
     * Delivers an update to the subscriber.
     * @param {WireUpdate} wire @param {number} age
     * @param {string} [epoch] of the feed, if all earlier updates have been received
     * @returns {Update | undefined} undefined if the update was received before or precedes the starting point
     */
    take(wire, age, epoch) {
      const {topic, offset, seq} = wire;
      const before = seen.get(topic);
      if (sub.closed || offset <= /** @type {any} */ (before)?.offset || offset <= /** @type {any} */ (sub.at.get(feedOf(topic)))?.offset) return;
      wire.deleted && epoch ? seen.delete(topic) : seen.set(topic, {offset, seq, complete: sub.complete});
      const skipped = before ? Math.max(0, seq - before.seq - 1) : 0;
      if (skipped && sub.complete && before?.complete)
        handlers.gap({topic, from: before.seq + 1, to: seq - 1, subscription: sub});
      const update = {...wire, age, skipped};
      if (queue) delivered ??= formatCursor(sub.at);
      if (epoch) sub.advance(feedOf(topic), {epoch, offset});
      if (queue) enqueue(queue, update);
      call(callback, update);
      return update;
    },

    /** Discards the position in a feed, because offsets of different epochs are not comparable. @param {string} feed */
    forget(feed) {
      sub.at.delete(feed);
      for (const topic of seen.keys()) if (feedOf(topic) === feed) seen.delete(topic);
    },

    close() {
      if (sub.closed) return;
      sub.closed = true;
      handlers.close(sub);
      notify();
    },

    /** @returns {AsyncGenerator<Update, void, undefined>} */
    async *[Symbol.asyncIterator]() {
      queue ??= [];
      try {
        for (;;) {
          while (queue.length) {
            const {update, cursor} = /** @type {Waiting} */ (queue.shift());
            delivered = cursor;
            yield update;
          }
          if (sub.closed) return;
          delivered = null;
          await new Promise(resolve => (notify = () => resolve(undefined)));
        }
      } finally {
        sub.close();
      }
    },
  };
  options.signal?.addEventListener('abort', sub.close, {once: true});
  return sub;
}

/** @param {Waiting[]} queue */
function newestOfEach(queue) {
  /** @type {Map<string, Waiting>} */
  const newest = new Map();
  for (const waiting of queue) {
    const {update} = waiting;
    const old = newest.get(update.topic)?.update;
    if (old) update.skipped += old.skipped + 1;
    newest.delete(update.topic);
    newest.set(update.topic, waiting);
  }
  return [...newest.values()];
}
