import {token} from '../shared/access.js';
import {errorOf, stepOf} from './server-clock.js';
import {expected} from './model.js';
import {Row} from './row.js';
import {poller, STEADY} from './transports.js';
import {ExpectedAge} from './expected.js';

/** @import {Clock} from '../client/feedhorn.js' */
/** @import {LoadApi} from './load-api.js' */
/** @import {Figures} from './model.js' */
/** @import {Denial} from './row.js' */
/** @import {Settings} from './settings.js' */

const SETTLE_MS = 3_000;
const CHECK_MS = 50;
/** If the clock becomes this much more exact within this time, the window starts over. */
const RESTART_WITHIN_MS = 15_000;
const BETTER = 0.7;

/** All rows, measured by one clock. Has no access to the page. */
export class Comparison {
  /** @type {Row[]} */
  rows = [];
  /** The server's time at the start of the window; NaN before. */
  start = NaN;
  /** The server's time of the last update if the window has ended; null while it is open. @type {number | null} */
  ended = null;
  /** The reason of the end. */
  why = '';
  #expectedAge = new ExpectedAge();
  #turn = 0;
  #worst = 0;
  /** The arrival time of the newest update at the last look at the clock. */
  #seen = -Infinity;
  /** @type {{topics: string[], base: string}} */
  #given = {topics: [], base: ''};

  /**
   * @param {Clock} clock @param {LoadApi} loadApi @param {() => void} changed called when the state of a row changes
   * @param {(why: string, denial: Denial) => void} denied called when reading is over for good
   */
  constructor(clock, loadApi, changed, denied) {
    this.clock = clock;
    this.loadApi = loadApi;
    this.changed = changed;
    this.denied = denied;
  }

  /** The greatest clock error within the window, which applies to all of its ages. */
  get error() {
    const now = errorOf(this.clock);
    // Without a connection the clock is unknown, and the window keeps its error.
    return this.#worst && !Number.isFinite(now) ? this.#worst : Math.max(this.#worst, now);
  }

  get step() {
    return stepOf(this.error);
  }

  /**
   * Starts all rows. After an outage, the former figures are kept until there are new ones.
   * @param {Settings} settings
   */
  async run(settings) {
    const turn = ++this.#turn;
    const kept = this.ended !== null;
    if (!kept) {
      this.start = NaN;
      this.#worst = 0;
      for (const row of this.rows) row.stop();
    }
    this.#given = await this.loadApi.have(settings);
    await until(() => Number.isFinite(this.clock.error), SETTLE_MS);
    if (turn !== this.#turn) return;
    const expectedAge = new ExpectedAge();
    const rows = [...STEADY, ...settings.intervals.map(poller)]
      .map(transport => new Row(transport, expectedAge, () => this.clock.now(), this.changed, this.denied));
    if (!kept) this.rows = rows;
    for (const row of rows) if (row.transport.extra ? settings.on.includes(row.transport.name) : !settings.off.includes(row.transport.name)) this.#start(row);
    await until(() => turn !== this.#turn || rows.every(({status}) => status !== 'opening'), SETTLE_MS);
    if (turn !== this.#turn) {
      for (const row of rows) if (!this.rows.includes(row)) row.stop();
      return;
    }
    this.rows = rows;
    this.#expectedAge = expectedAge;
    this.ended = null;
    this.reset();
  }

  /** Starts a new window with the same connections. */
  reset() {
    if (this.ended !== null) return;
    this.start = this.#seen = this.clock.now();
    this.#worst = errorOf(this.clock);
    this.#expectedAge.begin(this.start);
    for (const row of this.rows) row.measure.begin(this.start);
    this.changed();
  }

  /** Ends the window with the last update, because nothing can be read any more. @param {string} why */
  end(why) {
    this.#turn++;
    this.why = why;
    if (this.ended === null) {
      this.ended = Math.max(Number.isNaN(this.start) ? this.clock.now() : this.start, ...this.rows.map(({measure}) => measure.last));
      for (const row of this.rows) row.stopAsFailed();
    }
    this.changed();
  }

  /** The end of the window, or the server's current time. */
  get now() {
    return this.ended ?? this.clock.now();
  }

  /**
   * Updates the clock error, and starts over if the clock has become much more exact. Not while nothing arrives: a server
   * that is stopping answers for a while, and the window would end without an update.
   */
  checkClock() {
    if (this.ended !== null) return;
    const error = errorOf(this.clock);
    const newest = Math.max(...this.rows.map(({measure}) => measure.last));
    const arriving = newest > this.#seen;
    this.#seen = newest;
    if (arriving && this.clock.now() - this.start < RESTART_WITHIN_MS && error < this.#worst * BETTER) this.reset();
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
    row.start({topics, base, head: this.loadApi.head, token});
  }

  /** @returns {Figures[]} */
  figures() {
    return this.rows.map(({transport: {name, label, delivery, interval}, measure, status, failure}) => {
      // A row without a connection ends with its own last update.
      const measured = measure.figures(status === 'failed' ? Math.min(this.now, measure.last) : this.now);
      // The clock's connection does not use the simulated network.
      const trip = interval ? measured.trip : this.#given.base === location.origin ? this.clock.rtt : null;
      return {
        transport: name, label, delivery, interval, status, ...measured,
        model: trip === null || delivery === 'held' ? null : {age: expected(interval, trip)},
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
    }, CHECK_MS);
  });
