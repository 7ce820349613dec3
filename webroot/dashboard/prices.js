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

  /** @param {Update<Price>} update @returns {boolean} true if it is the first of its topic */
  take({topic, data, seq, ts}) {
    const known = this.all.get(topic);
    const points = known && sameDay(known.now, data) ? known.points : [];
    add(points, data, seq);
    const before = known?.now.price ?? data.price;
    const base = data.previousClose ?? data.open ?? null;
    // Rounded as shown, so that the rows and their count agree.
    const change = base === null ? 0 : Math.round((data.price - base) * 100) / 100;
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
    return !known;
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
  }

  /** The day of the board: that of the index, else that of the newest price. @returns {Day | null} */
  get day() {
    const own = [...this.all.values()].filter(({group, now}) => group !== 'days' && now.date);
    const newest = this.all.get(INDEX) ?? own.sort((a, b) => b.ts - a.ts)[0];
    return newest?.now.date ? {...newest.now, date: newest.now.date} : null;
  }

  /** Returns true if the day of the board is before the first day of an instrument. @param {Instrument} instrument */
  isUnlisted({now: {listed}}) {
    const date = this.day?.date;
    return !!listed && !!date && date < listed;
  }

  /** The numbers of stocks above and below their close of the day before. */
  get count() {
    const shown = [...this.all.values()].filter(one => one.group === 'stocks' && !this.isUnlisted(one));
    const ways = shown.map(({change}) => Math.sign(change));
    return {up: ways.filter(way => way > 0).length, down: ways.filter(way => way < 0).length};
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
