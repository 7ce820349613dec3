/** @import {Update} from '../client/feedhorn.js' */
/**
 * @typedef {object} Price
 * @property {string} name
 * @property {string} date
 * @property {number} price
 * @property {number} open
 * @property {number} high
 * @property {number} low
 */
/**
 * @typedef {object} Instrument
 * @property {string} topic
 * @property {Price} now
 * @property {number} move up, down or neither, against the price before
 * @property {number} before the price before
 * @property {number} change since the day's open
 * @property {number} percent
 * @property {number} place of the price between the day's low and high, 0 to 1
 * @property {number} ts
 * @property {{seq: number, price: number, date: string}[]} points oldest first
 */

const POINTS = 240;

/** The state of all instruments, without access to the page. */
export class Prices {
  /** @type {Map<string, Instrument>} */
  all = new Map();
  /** @type {Set<Instrument>} changed since they were last drawn */
  changed = new Set();

  /** @param {Update<Price>} update @returns {boolean} true if it is the first of its topic */
  take({topic, data, seq, ts}) {
    const known = this.all.get(topic);
    const points = known?.points ?? [];
    points.push({seq, price: data.price, date: data.date});
    if (points.length > POINTS) points.shift();
    const before = known?.now.price ?? data.price;
    // Rounded as shown, so that the rows and their count agree.
    const change = Math.round((data.price - data.open) * 100) / 100;
    const range = data.high - data.low;
    const instrument = Object.assign(known ?? /** @type {Instrument} */ ({topic, points}), {
      now: data,
      before,
      move: Math.sign(data.price - before),
      change,
      percent: data.open ? (100 * change) / data.open : 0,
      place: range > 0 ? Math.min(1, Math.max(0, (data.price - data.low) / range)) : 0.5,
      ts,
    });
    this.all.set(topic, instrument);
    this.changed.add(instrument);
    return !known;
  }

  /** Adds the history before the first live update. @param {string} topic @param {Update<Price>[]} updates */
  remember(topic, updates) {
    const instrument = this.all.get(topic);
    if (!instrument) return;
    const first = instrument.points[0].seq;
    const older = updates.filter(update => update.seq < first);
    instrument.points.unshift(...older.map(({seq, data}) => ({seq, price: data.price, date: data.date})));
    instrument.points.splice(0, instrument.points.length - POINTS);
    this.changed.add(instrument);
  }

  /** Removes an instrument whose topic was deleted. @param {string} topic */
  end(topic) {
    const instrument = this.all.get(topic);
    if (instrument) this.changed.delete(instrument);
    this.all.delete(topic);
  }

  /** The numbers of instruments above and below the day's open. */
  get count() {
    const ways = [...this.all.values()].map(({change}) => Math.sign(change));
    return {up: ways.filter(way => way > 0).length, down: ways.filter(way => way < 0).length};
  }

  /** Drops the points, because sequence numbers of different epochs are not comparable. */
  forget() {
    for (const instrument of this.all.values()) instrument.points.length = 0;
  }
}
