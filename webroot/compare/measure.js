import {Histogram} from './histogram.js';
import {DisplayedAge} from './displayed-age.js';
import {Tally} from './tally.js';
import {Timeline} from './timeline.js';

/** @import {ExpectedAge} from './expected.js' */
/** @import {Part} from './tally.js' */
/** @typedef {{topic: string, seq: number, ts: number, offset: number, deleted?: true}} Wire an update as received */
/** @typedef {ReturnType<Measure['figures']>} Measured */

/** The measurements of one transport, without access to page and network. All times are the server's, in milliseconds. */
export class Measure {
  ages = new Histogram();
  timeline = new Timeline();
  opening = new Tally();
  tally = new Tally();
  conflated = 0;
  lost = 0;
  /** @type {number | null} */
  handshakeTime = null;
  /** Round trips of a poller, in milliseconds. */
  trips = new Histogram();
  live = false;
  /** The arrival time of the newest update. */
  last = -Infinity;
  #start = Infinity;
  #jitter = 0;
  #age = NaN;
  #displayed = new DisplayedAge();
  #idle = {area: 0, width: 0};
  /** @type {Map<string, {seq: number, broken: boolean}>} */
  #seqs = new Map();

  /** @param {ExpectedAge} expectedAge */
  constructor(expectedAge) {
    this.expectedAge = expectedAge;
  }

  /** Starts the window. @param {number} now */
  begin(now) {
    this.#start = this.last = now;
    this.ages.clear();
    this.trips.clear();
    this.timeline.clear();
    this.tally = new Tally();
    this.conflated = this.lost = this.#jitter = 0;
    this.#age = NaN;
    this.#displayed.begin(now);
    this.#seqs.clear();
    this.#idle = {area: this.expectedAge.area, width: this.expectedAge.width};
  }

  /** Resets the state when feeds are reset or changed. */
  forget() {
    this.#seqs.clear();
    this.#displayed.forget();
    this.opening = new Tally();
    this.handshakeTime = null;
    this.live = false;
  }

  /** Marks the next gap of each topic as loss, after a reconnection or incomplete history. */
  broken() {
    for (const one of this.#seqs.values()) one.broken = true;
  }

  /** @param {Wire} update @param {number} now its arrival time */
  take({topic, seq, ts, deleted}, now) {
    if (deleted) {
      this.expectedAge.end(topic, ts);
      this.#displayed.end(topic, now);
    } else {
      this.expectedAge.learn(topic, ts);
      this.#displayed.show(topic, ts, now);
    }
    if (ts < this.#start) return;
    this.last = now;
    const known = this.#seqs.get(topic);
    if (known && seq > known.seq + 1) this[known.broken ? 'lost' : 'conflated'] += seq - known.seq - 1;
    if (known && seq <= known.seq) return;
    this.#seqs.set(topic, {seq, broken: false});
    const age = now - ts;
    if (this.ages.count) this.#jitter += Math.abs(age - this.#age);
    this.#age = age;
    this.ages.add(age);
    this.timeline.add(now, age);
  }

  /** @param {'sent' | 'received'} direction @param {Part} part @param {number} bytes */
  count(direction, part, bytes) {
    (this.live ? this.tally : this.opening)[direction][part] += bytes;
  }

  /** @param {number} [connections] */
  request(connections = 0) {
    const tally = this.live ? this.tally : this.opening;
    tally.requests++;
    tally.connections += connections;
  }

  /** @param {number} now the end of the window */
  figures(now) {
    const {ages, tally, opening, expectedAge} = this;
    const seconds = Math.max(0, now - this.#start) / 1000;
    const {area, width} = this.#displayed.total(now);
    const idleWidth = expectedAge.width - this.#idle.width;
    const screen = seconds && width ? area / width : null;
    const idle = idleWidth > 0 ? (expectedAge.area - this.#idle.area) / idleWidth : null;
    const all = opening.plus(tally);
    const perMinute = seconds ? tally.bytes * 60 / seconds : null;
    return {
      updates: ages.count,
      lost: this.lost,
      conflated: this.conflated,
      age: ages.count
        ? {p50: ages.quantile(0.5), p90: ages.quantile(0.9), p99: ages.quantile(0.99), max: ages.max, mean: ages.mean}
        : null,
      jitter: ages.count > 1 ? this.#jitter / (ages.count - 1) : null,
      screen: {mean: screen, behind: screen === null || idle === null ? null : screen - idle},
      bytes: all.bytes,
      requests: all.requests,
      // A connection that existed before the row started counts, too.
      connections: all.requests ? Math.max(1, all.connections) : 0,
      wire: {sent: all.sent, received: all.received},
      perUpdate: {bytes: ages.count ? tally.bytes / ages.count : null},
      perMinute: {bytes: perMinute, requests: seconds ? tally.requests * 60 / seconds : null},
      month: perMinute === null ? null : perMinute * 43_200 * 1000 / 1e9,
      handshake: {time: this.handshakeTime, bytes: opening.of('handshake')},
      trip: this.trips.count ? this.trips.quantile(0.5) : null,
      seconds,
    };
  }
}
