/** @import {Update} from '../client/feedhorn.js' */
/** @typedef {'instrument' | 'match' | 'value'} Kind */
/** @typedef {'clock' | 'minute' | 'time'} Axis */

const MAX_POINTS = 4_000;

/** What a topic shows, by its value. @param {any} data @returns {Kind} */
export const kindOf = data =>
  typeof data?.homeScore === 'number' && typeof data?.awayScore === 'number' ? 'match' : typeof data?.price === 'number' ? 'instrument' : 'value';

/** The number of a value that is charted; null if it has none. @param {any} data @returns {{field: string | null, value: number} | null} */
export function numberOf(data) {
  if (typeof data === 'number') return {field: null, value: data};
  const field = data && typeof data === 'object' && !Array.isArray(data) ? Object.keys(data).find(name => typeof data[name] === 'number') : undefined;
  return field === undefined ? null : {field, value: data[field]};
}

/** The points of one topic, oldest first, without access to the page. */
export class Series {
  /** @type {Kind | null} */
  kind = null;
  /** @type {Axis} */
  axis = 'time';
  /** @type {number[]} */
  xs = [];
  /** One list of values, for a match those of both clubs. @type {number[][]} */
  ys = [[]];
  /** @type {any} */
  now = null;
  /** @type {number} */
  seq = 0;

  /** Adds the newest update. @param {Update} update @returns {boolean} true if the series has begun anew */
  take({data, seq, ts}) {
    const kind = kindOf(data);
    const anew = kind !== this.kind || this.#restarts(data);
    if (anew) this.#begin(kind, data);
    this.#add(data, ts);
    this.now = data;
    this.seq = seq;
    return anew;
  }

  /** Adds the history before the first live update. @param {Update[]} updates */
  remember(updates) {
    const earlier = new Series();
    for (const update of updates) if (update.seq < this.seq || !this.xs.length) earlier.take(update);
    if (!earlier.xs.length || earlier.kind !== this.kind || earlier.#restarts(this.now)) return;
    const first = this.xs[0] ?? Infinity;
    const until = earlier.xs.findIndex(x => x >= first);
    const count = until < 0 ? earlier.xs.length : until;
    this.xs.unshift(...earlier.xs.slice(0, count));
    this.ys.forEach((list, index) => list.unshift(...earlier.ys[index].slice(0, count)));
  }

  /** Drops the points, because those of different epochs do not belong together. */
  forget() {
    this.kind = null;
  }

  get low() {
    return Math.min(...this.ys.flat());
  }

  get high() {
    return Math.max(...this.ys.flat());
  }

  /** Returns true if a day, a match or its replay begins anew. @param {any} data */
  #restarts(data) {
    const {now} = this;
    if (!now) return false;
    if (this.kind === 'instrument') return now.date !== data.date || (now.clock ?? 0) > (data.clock ?? 0);
    return this.kind === 'match' && (now.date !== data.date || now.home !== data.home || now.minute > data.minute);
  }

  /** @param {Kind} kind @param {any} data */
  #begin(kind, data) {
    this.kind = kind;
    this.axis = kind === 'match' ? 'minute' : kind === 'instrument' && typeof data.clock === 'number' ? 'clock' : 'time';
    this.xs = [];
    this.ys = kind === 'match' ? [[], []] : [[]];
  }

  /** @param {any} data @param {number} ts */
  #add(data, ts) {
    const values = this.kind === 'match' ? [data.homeScore, data.awayScore] : [this.kind === 'instrument' ? data.price : numberOf(data)?.value];
    if (values.some(value => typeof value !== 'number')) return;
    const x = this.axis === 'minute' ? data.minute : this.axis === 'clock' ? data.clock : ts / 1000;
    const same = this.xs.length && this.xs[this.xs.length - 1] >= x;
    if (same) this.ys.forEach((list, index) => (list[list.length - 1] = values[index]));
    else {
      this.xs.push(x);
      this.ys.forEach((list, index) => list.push(values[index]));
    }
    if (this.xs.length > MAX_POINTS) for (const list of [this.xs, ...this.ys]) list.shift();
  }
}
