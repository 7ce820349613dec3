/** @import {Update} from '../client/feedhorn.js' */
/** @typedef {'instrument' | 'match' | 'value'} Kind */
/** @typedef {'clock' | 'minute' | 'time'} Axis */

const MAX_POINTS = 4_000;

/** Tells if a number can be charted: that of `1e999` in JSON cannot. @param {unknown} value @returns {value is number} */
export const isNumber = value => typeof value === 'number' && Number.isFinite(value);

/** What a topic shows, by its value: everybody who may publish can publish anything. @param {any} data @returns {Kind} */
export const kindOf = data =>
  isNumber(data?.homeScore) && isNumber(data.awayScore) && typeof data.home === 'string' && typeof data.away === 'string' ? 'match' : isNumber(data?.price) ? 'instrument' : 'value';

/** The number of a value that is charted; null if it has none. @param {any} data @returns {{field: string | null, value: number} | null} */
export function numberOf(data) {
  if (isNumber(data)) return {field: null, value: data};
  const field = data && typeof data === 'object' && !Array.isArray(data) ? Object.keys(data).find(name => isNumber(data[name])) : undefined;
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
    this.axis = kind === 'match' && isNumber(data.minute) ? 'minute' : kind === 'instrument' && isNumber(data.clock) ? 'clock' : 'time';
    this.xs = [];
    this.ys = kind === 'match' ? [[], []] : [[]];
  }

  /** @param {any} data @param {number} ts */
  #add(data, ts) {
    const values = this.kind === 'match' ? [data.homeScore, data.awayScore] : [this.kind === 'instrument' ? data.price : numberOf(data)?.value];
    const x = this.axis === 'minute' ? data.minute : this.axis === 'clock' ? data.clock : ts / 1000;
    if (![x, ...values].every(isNumber)) return;
    const same = this.xs.length && this.xs[this.xs.length - 1] >= x;
    if (same) this.ys.forEach((list, index) => (list[list.length - 1] = values[index]));
    else {
      this.xs.push(x);
      this.ys.forEach((list, index) => list.push(values[index]));
    }
    if (this.xs.length > MAX_POINTS) for (const list of [this.xs, ...this.ys]) list.shift();
  }
}
