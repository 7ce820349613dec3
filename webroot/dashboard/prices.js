import {changeOf} from '../shared/format.js';

/** @import {Update} from '../client/feedhorn.js' */
/**
 * @typedef {object} Price what a topic publishes; only the price is needed
 * @property {number} price
 * @property {string} [name]
 * @property {string} [date] the day of the market
 * @property {number} [clock] seconds since midnight at the market
 * @property {number} [speed] the factor by which a replay is faster than the market
 * @property {number} [open]
 * @property {number} [high]
 * @property {number} [low]
 * @property {number} [previousClose]
 * @property {string} [listed] the first day of an instrument
 * @property {string} [headline]
 */
/** @typedef {'index' | 'stocks' | 'days'} Group */
/**
 * @typedef {object} Instrument
 * @property {string} topic
 * @property {Group} group
 * @property {Price} now
 * @property {number} move up, down or neither, against the price before
 * @property {number} before the price before
 * @property {number | null} base the close of the day before, else the open; null if neither is known
 * @property {number} change against the base
 * @property {number} percent
 * @property {number} place of the price between the day's low and high, 0 to 1
 * @property {number} ts
 * @property {Point[]} points of the current day, oldest first
 */
/** @typedef {{seq: number, price: number, slot: number}} Point */
/** @typedef {{date: string, clock?: number, speed?: number, headline?: string}} Day */

const MAX_POINTS = 240;

/** The seconds of a market day that share one point of the line. */
const SLOT = 100;

const INDEX = 'prices.SPX';
const INDEX_ON_ANOTHER_DAY = /^prices\.SPX-\d{4}$/;

/** @param {string} topic @returns {Group} */
const groupOf = topic => (topic === INDEX ? 'index' : INDEX_ON_ANOTHER_DAY.test(topic) ? 'days' : 'stocks');

/** The state of all instruments, without access to the page. */
export class Prices {
  /** @type {Map<string, Instrument>} */
  all = new Map();
  /** @type {Set<Instrument>} changed since they were last drawn */
  changed = new Set();
  /** The newest one that can give the board its day. @type {Instrument | null} */
  #newest = null;

  /** @param {Update<Price>} update */
  take({topic, data, seq, ts}) {
    const known = this.all.get(topic);
    const points = known && sameDay(known.now, data) ? known.points : [];
    add(points, data, seq);
    const before = known?.now.price ?? data.price;
    const base = data.previousClose ?? data.open ?? null;
    // Rounded as shown, so that the rows and their count agree.
    const change = base === null ? 0 : changeOf(data.price, base);
    const {high = 0, low = 0} = data;
    const instrument = Object.assign(known ?? /** @type {Instrument} */ ({topic, group: groupOf(topic)}), {
      now: data,
      points,
      before,
      move: Math.sign(data.price - before),
      base,
      change,
      percent: base ? (100 * change) / base : 0,
      place: high > low ? Math.min(1, Math.max(0, (data.price - low) / (high - low))) : 0.5,
      ts,
    });
    this.all.set(topic, instrument);
    this.changed.add(instrument);
    this.#compare(instrument);
  }

  /** Adds the history before the first live update. @param {string} topic @param {Update<Price>[]} updates */
  remember(topic, updates) {
    const instrument = this.all.get(topic);
    if (!instrument?.points.length) return;
    const [{seq: first, slot}] = instrument.points;
    /** @type {Point[]} */
    let points = [];
    let last = updates[0]?.data;
    for (const {data, seq} of updates) {
      if (seq >= first) break;
      if (!sameDay(last, data)) points = [];
      add(points, data, seq);
      last = data;
    }
    if (last && sameDay(last, instrument.now)) instrument.points.unshift(...points.filter(point => point.slot < slot));
    instrument.points.splice(0, instrument.points.length - MAX_POINTS);
    this.changed.add(instrument);
  }

  /** Removes an instrument whose topic was deleted. @param {string} topic */
  end(topic) {
    const instrument = this.all.get(topic);
    if (instrument) this.changed.delete(instrument);
    this.all.delete(topic);
    if (instrument !== this.#newest) return;
    this.#newest = null;
    for (const other of this.all.values()) this.#compare(other);
  }

  /** @param {Instrument} instrument */
  #compare(instrument) {
    const {group, now, ts} = instrument;
    if (group !== 'days' && now.date && ts >= (this.#newest?.ts ?? 0)) this.#newest = instrument;
  }

  /** The day of the board: that of the index, else that of the newest price. @returns {Day | null} */
  get day() {
    const newest = this.all.get(INDEX) ?? this.#newest;
    return newest?.now.date ? {...newest.now, date: newest.now.date} : null;
  }

  /** Returns true if the day of the board is before the first day of an instrument. @param {Instrument} instrument */
  isUnlisted({now: {listed}}) {
    if (!listed) return false;
    const date = this.day?.date;
    return !!date && date < listed;
  }

  /** The numbers of stocks above and below their close of the day before. */
  get count() {
    let up = 0;
    let down = 0;
    for (const one of this.all.values()) {
      if (one.group !== 'stocks' || !one.change || this.isUnlisted(one)) continue;
      if (one.change > 0) up++;
      else down++;
    }
    return {up, down};
  }

  /** Drops the points, because sequence numbers of different epochs are not comparable. */
  forget() {
    for (const instrument of this.all.values()) instrument.points.length = 0;
  }
}

/** Returns false if a day, or its replay, begins anew. @param {Price} before @param {Price} after */
const sameDay = (before, after) => before.date === after.date && (before.clock ?? 0) <= (after.clock ?? 0);

/** Adds a price, in place of an earlier one of the same slot. @param {Point[]} points @param {Price} data @param {number} seq */
function add(points, {clock, price}, seq) {
  const slot = clock === undefined ? seq : Math.floor(clock / SLOT);
  const last = points.at(-1);
  if (last?.slot === slot) last.price = price;
  else points.push({seq, price, slot});
  if (points.length > MAX_POINTS) points.shift();
}
