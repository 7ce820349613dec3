import {token} from '../shared/access.js';
import {errorOf, stepOf} from './server-clock.js';
import {expected} from './model.js';
import {Row} from './row.js';
import {poller, STEADY} from './transports.js';
import {Truth} from './expected.js';

/** @import {Clock} from '../client/feedhorn.js' */
/** @import {Lab} from './load-api.js' */
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
  /** The server's time at which it ended, with the last update; null while it goes on. @type {number | null} */
  ended = null;
  /** Why it ended. */
  why = '';
  #truth = new Truth();
  #turn = 0;
  #worst = 0;
  /** @type {{topics: string[], base: string}} */
  #given = {topics: [], base: ''};

  /**
   * @param {Clock} clock @param {Lab} lab @param {() => void} changed a row's state is another one
   * @param {(why: string) => void} denied the server does not let this page read
   */
  constructor(clock, lab, changed, denied) {
    this.clock = clock;
    this.lab = lab;
    this.changed = changed;
    this.denied = denied;
  }

  /** The greatest in the window: what was measured before keeps the error it was measured with. */
  get error() {
    const now = errorOf(this.clock);
    // Without a connection there is no clock to read: the window keeps the error it was measured with.
    return this.#worst && !Number.isFinite(now) ? this.#worst : Math.max(this.#worst, now);
  }

  get step() {
    return stepOf(this.error);
  }

  /**
   * Starts anew. What was measured before the server was gone is kept until there is something newer.
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
    this.#given = await this.lab.have(settings);
    await until(() => Number.isFinite(this.clock.error), SETTLE_MS);
    if (turn !== this.#turn) return;
    const truth = new Truth();
    const rows = [...STEADY, ...settings.intervals.map(poller)]
      .map(transport => new Row(transport, truth, () => this.clock.now(), this.changed, this.denied));
    if (!kept) this.rows = rows;
    for (const row of rows) if (!settings.off.includes(row.transport.name)) this.#start(row);
    await until(() => turn !== this.#turn || rows.every(({status}) => status !== 'opening'), SETTLE_MS);
    if (turn !== this.#turn) {
      for (const row of rows) if (!this.rows.includes(row)) row.stop();
      return;
    }
    this.rows = rows;
    this.#truth = truth;
    this.ended = null;
    this.reset();
  }

  /** A new window; the connections stay. */
  reset() {
    if (this.ended !== null) return;
    this.start = this.clock.now();
    this.#worst = errorOf(this.clock);
    this.#truth.begin(this.start);
    for (const row of this.rows) row.measure.begin(this.start);
    this.changed();
  }

  /** Nothing can be read any more: the window ends with the last update. @param {string} why */
  end(why) {
    this.#turn++;
    this.why = why;
    if (this.ended === null) {
      this.ended = Math.max(Number.isNaN(this.start) ? this.clock.now() : this.start, ...this.rows.map(({measure}) => measure.last));
      for (const row of this.rows) row.lose();
    }
    this.changed();
  }

  /** Until when is measured. */
  get now() {
    return this.ended ?? this.clock.now();
  }

  /** Looks at the clock: it may have become worse, or so much better that it is worth to start over. */
  look() {
    if (this.ended !== null) return;
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
    row.start({topics, base, head: this.lab.head, token});
  }

  /** @returns {Figures[]} */
  figures() {
    return this.rows.map(({transport: {name, label, way, interval}, measure, status, failure}) => {
      // A row without a connection is measured up to its own last update.
      const measured = measure.figures(status === 'failed' ? Math.min(this.now, measure.last) : this.now);
      // The clock does not go through a bad network.
      const trip = interval ? measured.trip : this.#given.base === location.origin ? this.clock.rtt : null;
      return {
        transport: name, label, way, interval, status, ...measured,
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
