import {feedOf, matcher, read, write} from './cursor.js';

/** @import {Update, SubscribeOptions, Hole} from './feedhorn.d.ts' */
/** @import {Position} from './cursor.js' */
/** @typedef {Omit<Update, 'age' | 'skipped'>} WireUpdate */

const QUEUE = 1024;
const HIDDEN_RATE = 1;

/** What one caller asked for, how far it has come, and the proof that nothing was left out. */
export class Subscription {
  /** @type {Map<string, Position>} where to resume, by feed */
  at = new Map();
  /** Updates of the present connection are ours: without a position they are not until the server says so. */
  ready = false;
  /** The connection carries every update to us, so the offset of the newest is a place to resume from. */
  exact = false;
  closed = false;
  /** @type {Map<string, {offset: number, seq: number}>} */
  #seen = new Map();
  /** @type {Update[] | null} */
  #queue = null;
  #limit = QUEUE;
  #wake = () => {};
  #callback;
  #tell;

  /**
   * @param {string[]} topics
   * @param {((update: Update) => void) | undefined} callback
   * @param {SubscribeOptions} options
   * @param {{hole: (hole: Hole) => void, close: (sub: Subscription) => void}} tell
   */
  constructor(topics, callback, options, tell) {
    this.topics = topics;
    this.options = options;
    this.matches = matcher(topics);
    this.feeds = new Set(topics.map(feedOf));
    this.at = read(options.since);
    this.#callback = callback;
    this.#tell = tell;
    if (!callback) this.#queue = [];
    options.signal?.addEventListener('abort', () => this.close(), {once: true});
  }

  get cursor() {
    return write(this.at);
  }

  /**
   * What to ask the server for.
   * @param {boolean} hidden nobody looks, so one update a second is plenty
   * @returns {{maxRate?: number, conflate?: boolean}}
   */
  pace(hidden) {
    const {maxRate = Infinity, conflate} = this.options;
    if (conflate === false) return {};
    const rate = hidden ? Math.min(maxRate, HIDDEN_RATE) : maxRate;
    return {...(rate < Infinity && {maxRate: rate}), ...(conflate && {conflate})};
  }

  /**
   * @param {WireUpdate} wire @param {number} age
   * @returns {Update | undefined} nothing where we had it already
   */
  take(wire, age) {
    const {topic, offset, seq} = wire;
    const seen = this.#seen.get(topic);
    if (seen && offset <= seen.offset) return;
    this.#seen.set(topic, {offset, seq});
    const skipped = seen ? Math.max(0, seq - seen.seq - 1) : 0;
    if (seen && skipped && this.options.conflate === false)
      this.#tell.hole({topic, from: seen.seq + 1, to: seq - 1, subscription: this});
    const update = {...wire, age, skipped};
    if (this.#queue) this.#enqueue(this.#queue, update);
    try {
      this.#callback?.(update);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
    return update;
  }

  /** Offsets of another epoch say nothing about this one. @param {string} feed */
  forget(feed) {
    this.at.delete(feed);
    for (const topic of this.#seen.keys()) if (feedOf(topic) === feed) this.#seen.delete(topic);
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.#tell.close(this);
    this.#wake();
  }

  async *[Symbol.asyncIterator]() {
    this.#queue ??= [];
    try {
      for (;;) {
        while (this.#queue.length) yield /** @type {Update} */ (this.#queue.shift());
        if (this.closed) return;
        await new Promise(resolve => (this.#wake = () => resolve(undefined)));
      }
    } finally {
      this.close();
    }
  }

  /** @param {Update[]} queue @param {Update} update */
  #enqueue(queue, update) {
    queue.push(update);
    if (queue.length > this.#limit) {
      if (this.options.conflate === false) {
        const {topic, seq} = /** @type {Update} */ (queue.shift());
        this.#tell.hole({topic, from: seq, to: seq, subscription: this});
      } else {
        this.#queue = newestOfEach(queue);
        this.#limit = Math.max(QUEUE, 2 * this.#queue.length);
      }
    }
    this.#wake();
  }
}

/** @param {Update[]} queue */
function newestOfEach(queue) {
  /** @type {Map<string, Update>} */
  const newest = new Map();
  for (const update of queue) {
    const old = newest.get(update.topic);
    if (old) update.skipped += old.skipped + 1;
    newest.delete(update.topic);
    newest.set(update.topic, update);
  }
  return [...newest.values()];
}
