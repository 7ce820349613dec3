import {feedOf, matcher, read, write} from './cursor.js';

/** @import {Update, SubscribeOptions, Hole} from '../../../webroot/client/feedhorn.js' */
/** @import {Position} from './cursor.js' */
/** @typedef {Omit<Update, 'age' | 'skipped'>} WireUpdate */
/** @typedef {{update: Update, cursor: string}} Waiting an update that waits for a loop, and the cursor that is right once it is handed over */
/** @typedef {{maxRate?: number, conflate?: boolean}} Pace */
/** @typedef {ReturnType<typeof newSubscription>} Subscription */

const QUEUE = 1024;
const HIDDEN_RATE = 1;

/**
 * What one caller asked for, how far it has come, and the proof that nothing was left out.
 * @param {string[]} topics
 * @param {((update: Update) => void) | undefined} callback
 * @param {SubscribeOptions} options
 * @param {{hole: (hole: Hole) => void, close: (sub: any) => void}} tell
 */
export function newSubscription(topics, callback, options, tell) {
  /** @type {Map<string, {offset: number, seq: number, whole: boolean}>} */
  const seen = new Map();
  /** @type {Waiting[] | null} */
  let queue = callback ? null : [];
  /** @type {string | null} the cursor of what a loop was handed; null where nothing waits for it */
  let handed = null;
  let limit = QUEUE;
  let wake = () => {};

  /** @param {Waiting[]} all @param {Update} update */
  const enqueue = (all, update) => {
    all.push({update, cursor: write(sub.at)});
    if (all.length > limit) {
      if (options.conflate === false) {
        const {topic, seq} = /** @type {Waiting} */ (all.shift()).update;
        tell.hole({topic, from: seq, to: seq, subscription: sub});
      } else {
        queue = newestOfEach(all);
        limit = Math.max(QUEUE, 2 * queue.length);
      }
    }
    wake();
  };

  const sub = {
    topics,
    options,
    matches: matcher(topics),
    feeds: new Set(topics.map(feedOf)),
    /** How far the updates came, by feed. A loop may be behind. */
    at: read(options.since),
    /** A feed without a position is wanted from the beginning of its history. */
    earliest: options.since === 'earliest',
    /** Updates of the present connection are ours: without a position they are not until the server says so. */
    ready: false,
    /** Every update was asked for: one that does not come is a hole. */
    whole: false,
    /** The feed delivers every update, and cannot be asked for less. */
    every: false,
    closed: false,

    /** @returns {string} where to resume: the position of what was handed over last */
    get cursor() {
      return handed ?? write(sub.at);
    },

    /** The topics of feeds that have no position yet. @returns {string[]} */
    get fresh() {
      return topics.filter(topic => !sub.at.has(feedOf(topic)));
    },

    /** Moves forward in one feed. @param {string} feed @param {Position} position */
    advance(feed, position) {
      const at = sub.at.get(feed);
      if (!(at && at.epoch === position.epoch && at.offset > position.offset)) sub.at.set(feed, position);
    },

    /**
     * What to ask the server for.
     * @param {boolean} hidden nobody looks, so one update a second is plenty
     * @returns {Pace}
     */
    pace(hidden) {
      const {maxRate = Infinity, conflate} = options;
      if (conflate === false) return {};
      const rate = hidden && !sub.every ? Math.min(maxRate, HIDDEN_RATE) : maxRate;
      return {...(rate < Infinity && {maxRate: rate}), ...(conflate && {conflate})};
    },

    /** What was left out until now was not asked for. @param {boolean} thin */
    thin(thin) {
      sub.whole = !thin && !options.maxRate && !options.conflate;
      if (thin) for (const one of seen.values()) one.whole = false;
    },

    /**
     * @param {WireUpdate} wire @param {number} age
     * @param {string} [epoch] of the feed, where everything before this update has come
     * @returns {Update | undefined} nothing where we had it already, or began after it
     */
    take(wire, age, epoch) {
      const {topic, offset, seq} = wire;
      const before = seen.get(topic);
      if (sub.closed || offset <= Math.max(before?.offset ?? 0, sub.at.get(feedOf(topic))?.offset ?? 0)) return;
      seen.set(topic, {offset, seq, whole: sub.whole});
      const skipped = before ? Math.max(0, seq - before.seq - 1) : 0;
      if (skipped && sub.whole && before?.whole)
        tell.hole({topic, from: before.seq + 1, to: seq - 1, subscription: sub});
      const update = {...wire, age, skipped};
      if (queue) handed ??= write(sub.at);
      if (epoch) sub.advance(feedOf(topic), {epoch, offset});
      if (queue) enqueue(queue, update);
      try {
        callback?.(update);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
      return update;
    },

    /** Offsets of another epoch say nothing about this one. @param {string} feed */
    forget(feed) {
      sub.at.delete(feed);
      for (const topic of seen.keys()) if (feedOf(topic) === feed) seen.delete(topic);
    },

    close() {
      if (sub.closed) return;
      sub.closed = true;
      tell.close(sub);
      wake();
    },

    /** @returns {AsyncGenerator<Update, void, undefined>} */
    async *[Symbol.asyncIterator]() {
      queue ??= [];
      try {
        for (;;) {
          while (queue.length) {
            const {update, cursor} = /** @type {Waiting} */ (queue.shift());
            handed = cursor;
            yield update;
          }
          if (sub.closed) return;
          handed = null;
          await new Promise(resolve => (wake = () => resolve(undefined)));
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
