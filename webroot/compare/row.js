import {FeedPositions} from './feed-positions.js';
import {Measure} from './measure.js';

/** @import {Part} from './tally.js' */
/** @import {Transport} from './transports.js' */
/** @import {ExpectedAge} from './expected.js' */
/** @import {Wire} from './measure.js' */
/** @typedef {'off' | 'opening' | 'live' | 'failed'} Status */
/** @typedef {'denied' | 'closed'} Denial `denied`: the server refuses to be read; `closed`: an operator has closed the connection */
/**
 * @typedef {object} Place the source to read
 * @property {string} base
 * @property {string[]} topics
 * @property {(path: string) => number} head bytes of the head of a request for a path
 * @property {FeedPositions} cursor the positions, kept across connections
 * @property {string} token empty if there is none
 */
/**
 * @typedef {object} Sink the callbacks of a reader
 * @property {(ms?: number) => void} ready called when updates arrive, with the duration of the setup
 * @property {(update: Wire) => void} update
 * @property {(direction: 'sent' | 'received', part: Part, bytes: number) => void} count
 * @property {(connections?: number) => void} request
 * @property {(ms: number) => void} connected called when a connection was opened, with its duration
 * @property {(ms: number) => void} trip
 * @property {() => void} broken called when following gaps are losses
 * @property {(why: string, denial?: Denial) => void} fail `denial`: retrying is useless
 */
/** @typedef {(place: Place, sink: Sink) => () => void} Reader starts reading and returns the function that stops it */

const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 8_000;

/** One transport of the comparison. It reconnects until it is switched off. */
export class Row {
  /** @type {Status} */
  status = 'off';
  failure = '';
  #close = () => {};
  #positions = new FeedPositions();
  #pause = MIN_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Transport} transport @param {ExpectedAge} expectedAge @param {() => number} now the server's time
   * @param {() => void} changed @param {(why: string, denial: Denial) => void} denied called when reading is over for good
   */
  constructor(transport, expectedAge, now, changed, denied) {
    this.transport = transport;
    this.measure = new Measure(expectedAge);
    this.now = now;
    this.changed = changed;
    this.denied = denied;
  }

  get on() {
    return this.status !== 'off';
  }

  /** Starts without a position. @param {Omit<Place, 'cursor'>} place */
  start(place) {
    this.stop();
    this.measure.forget();
    this.#positions.forget();
    this.#pause = MIN_PAUSE_MS;
    this.#open({...place, cursor: this.#positions});
  }

  stop() {
    this.#end();
    this.#setStatus('off');
  }

  /** Stops reading but keeps the figures, after the server is gone. */
  stopAsFailed() {
    if (!this.on) return;
    this.#end();
    this.#setStatus('failed');
  }

  #end() {
    clearTimeout(this.#timer);
    this.#close();
    this.#close = () => {};
  }

  /** @param {Place} place */
  #open(place) {
    let gone = false;
    const {measure, now} = this;
    this.#setStatus('opening');
    const close = this.transport.read(place, {
      ready: ms => {
        if (gone || this.status === 'live') return;
        if (!measure.live) measure.handshakeTime = ms ?? measure.handshakeTime;
        measure.live = true;
        this.#pause = MIN_PAUSE_MS;
        this.#setStatus('live');
      },
      update: update => gone || measure.take(update, now()),
      count: (direction, part, bytes) => measure.count(direction, part, bytes),
      request: connections => measure.request(connections),
      connected: ms => {
        if (measure.live) measure.tally.connections++;
        else measure.opening.connections++;
        // A simulated network does not delay the TCP handshake.
        if (place.base === location.origin) measure.handshakeTime ??= ms;
      },
      trip: ms => measure.trips.add(ms),
      broken: () => measure.broken(),
      fail: (why, denial) => {
        if (gone) return;
        this.#close();
        measure.broken();
        this.#setStatus('failed', why);
        if (denial) return void this.denied(why, denial);
        this.#timer = setTimeout(() => this.#open(place), this.#pause * (0.5 + Math.random() / 2));
        this.#pause = Math.min(MAX_PAUSE_MS, this.#pause * 2);
      },
    });
    this.#close = () => {
      gone = true;
      close();
    };
  }

  /** @param {Status} status */
  #setStatus(status, failure = '') {
    if (this.status === status && this.failure === failure) return;
    this.status = status;
    this.failure = failure;
    this.changed();
  }
}
