import {errorOf, stepOf} from './clock.js';
import {expected} from './model.js';
import {Row} from './row.js';
import {poller, STEADY} from './transports.js';
import {Truth} from './truth.js';

/** @import {Clock} from '../client/feedhorn.d.ts' */
/** @import {Lab} from './lab.js' */
/** @import {Figures} from './model.js' */
/** @import {Settings} from './settings.js' */

const SETTLE_MS = 3_000;
const LOOK_MS = 50;
/** A clock that was read better so soon is worth a new window. */
const YOUNG_MS = 15_000;
const BETTER = 0.7;

/** All rows, on one clock. Knows no page. */
export class Laboratory {
  /** @type {Row[]} */
  rows = [];
  /** The server's time at which the window began; not a number before. */
  start = NaN;
  #truth = new Truth();
  #turn = 0;
  #worst = 0;
  /** @type {{topics: string[], base: string}} */
  #given = {topics: [], base: ''};

  /** @param {Clock} clock @param {Lab} lab @param {() => void} changed a row's state is another one */
  constructor(clock, lab, changed) {
    this.clock = clock;
    this.lab = lab;
    this.changed = changed;
  }

  /** The greatest in the window: what was measured before keeps the error it was measured with. */
  get error() {
    return Math.max(this.#worst, errorOf(this.clock));
  }

  get step() {
    return stepOf(this.error);
  }

  /** Everything anew. @param {Settings} settings */
  async run(settings) {
    const turn = ++this.#turn;
    this.start = NaN;
    this.#worst = 0;
    for (const row of this.rows) row.stop();
    this.#truth.forget();
    this.#given = await this.lab.have(settings);
    await until(() => Number.isFinite(this.clock.error), SETTLE_MS);
    if (turn !== this.#turn) return;
    const names = new Set();
    this.rows = [...STEADY, ...settings.intervals.map(poller)].map(transport => {
      names.add(transport.name);
      return new Row(transport, this.#truth, () => this.clock.now(), this.changed);
    });
    for (const row of this.rows) if (!settings.off.includes(row.transport.name)) this.#start(row);
    await until(() => turn !== this.#turn || this.rows.every(({status}) => status !== 'opening'), SETTLE_MS);
    if (turn === this.#turn) this.reset();
  }

  /** A new window; the connections stay. */
  reset() {
    this.start = this.clock.now();
    this.#worst = errorOf(this.clock);
    this.#truth.begin(this.start);
    for (const row of this.rows) row.measure.begin(this.start);
    this.changed();
  }

  /** Looks at the clock: it may have become worse, or so much better that it is worth to start over. */
  look() {
    const error = errorOf(this.clock);
    if (this.clock.now() - this.start < YOUNG_MS && error < this.#worst * BETTER) this.reset();
    else if (Number.isFinite(error)) this.#worst = Math.max(this.#worst, error);
  }

  /** @param {Row} row @param {boolean} on */
  async switch(row, on) {
    if (!on) return row.stop();
    this.#start(row);
    await until(() => row.status !== 'opening', SETTLE_MS);
    row.measure.begin(this.clock.now());
  }

  /** @param {Row} row */
  #start(row) {
    const {topics, base} = this.#given;
    row.start({topics, base, head: this.lab.head});
  }

  /** @returns {Figures[]} */
  figures() {
    const now = this.clock.now();
    return this.rows.map(({transport: {name, way, interval}, measure, status, failure}) => {
      const measured = measure.figures(now);
      // The clock does not go through a bad network.
      const trip = interval ? measured.trip : this.#given.base === location.origin ? this.clock.rtt : null;
      return {
        transport: name, way, interval, status, ...measured,
        model: trip === null || way === 'held' ? null : {age: expected(interval, trip)},
        failure: status === 'failed' ? failure : null,
      };
    });
  }
}

/** @param {() => boolean} holds @param {number} patience @returns {Promise<void>} */
const until = (holds, patience) =>
  new Promise(resolve => {
    const began = performance.now();
    const timer = setInterval(() => {
      if (!holds() && performance.now() - began < patience) return;
      clearInterval(timer);
      resolve();
    }, LOOK_MS);
  });
