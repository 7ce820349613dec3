import {Histogram} from './histogram.js';
import {Shown} from './displayed-age.js';
import {Tally} from './tally.js';
import {Timeline} from './timeline.js';

/** @import {Truth} from './expected.js' */
/** @import {Part} from './tally.js' */
/** @typedef {{topic: string, seq: number, ts: number, offset: number}} Wire an update as it comes */
/** @typedef {ReturnType<Measure['figures']>} Measured */

/** What one transport did. Knows no page and no network; all times are the server's, in milliseconds. */
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
  /** When the newest update came. */
  last = -Infinity;
  #start = Infinity;
  #jitter = 0;
  #age = NaN;
  #shown = new Shown();
  #idle = {area: 0, width: 0};
  /** @type {Map<string, {seq: number, broken: boolean}>} */
  #seqs = new Map();

  /** @param {Truth} truth */
  constructor(truth) {
    this.truth = truth;
  }

  /** The window begins. @param {number} now */
  begin(now) {
    this.#start = this.last = now;
    this.ages.clear();
    this.trips.clear();
    this.timeline.clear();
    this.tally = new Tally();
    this.conflated = this.lost = this.#jitter = 0;
    this.#age = NaN;
    this.#shown.begin(now);
    this.#seqs.clear();
    this.#idle = {area: this.truth.area, width: this.truth.width};
  }

  /** The feeds began anew, or others are read from now on. */
  forget() {
    this.#seqs.clear();
    this.#shown.forget();
    this.opening = new Tally();
    this.handshakeTime = null;
    this.live = false;
  }

  /** What jumps next was lost: it is another connection, or history did not reach back. */
  broken() {
    for (const one of this.#seqs.values()) one.broken = true;
  }

  /** @param {Wire} update @param {number} now when the reader had it */
  take({topic, seq, ts}, now) {
    this.truth.learn(topic, ts);
    this.#shown.show(topic, ts, now);
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

  /** @param {'sent' | 'received'} way @param {Part} part @param {number} bytes */
  count(way, part, bytes) {
    (this.live ? this.tally : this.opening)[way][part] += bytes;
  }

  /** @param {number} [connections] */
  request(connections = 0) {
    const tally = this.live ? this.tally : this.opening;
    tally.requests++;
    tally.connections += connections;
  }

  /** @param {number} now the end of the window */
  figures(now) {
    const {ages, tally, opening, truth} = this;
    const seconds = Math.max(0, now - this.#start) / 1000;
    const {area, width} = this.#shown.total(now);
    const idleWidth = truth.width - this.#idle.width;
    const screen = seconds && width ? area / width : null;
    const idle = idleWidth > 0 ? (truth.area - this.#idle.area) / idleWidth : null;
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
      // What the page had already when the row began is its connection, too.
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
