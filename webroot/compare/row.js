import {Cursor} from './feed-positions.js';
import {Measure} from './measure.js';

/** @import {Part} from './tally.js' */
/** @import {Transport} from './transports.js' */
/** @import {Truth} from './expected.js' */
/** @import {Wire} from './measure.js' */
/** @typedef {'off' | 'opening' | 'live' | 'failed'} Status */
/**
 * @typedef {object} Place where to read what
 * @property {string} base
 * @property {string[]} topics
 * @property {(path: string) => number} head bytes of the head of a request for a path
 * @property {Cursor} cursor kept from one connection to the next
 * @property {string} token to show; empty where there is none
 */
/**
 * @typedef {object} Sink what a reader tells
 * @property {(ms?: number) => void} ready it hears what comes from now on, and so long it took
 * @property {(update: Wire) => void} update
 * @property {(way: 'sent' | 'received', part: Part, bytes: number) => void} count
 * @property {(connections?: number) => void} request
 * @property {(ms: number) => void} connected a connection was opened, and so long it took
 * @property {(ms: number) => void} trip
 * @property {() => void} broken what is missing from here on was lost
 * @property {(why: string, denied?: boolean) => void} fail; `denied`: trying again changes nothing
 */
/** @typedef {(place: Place, sink: Sink) => () => void} Reader reads until what it returns is called */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/** One transport in the comparison: read again and again until it is switched off. */
export class Row {
  /** @type {Status} */
  status = 'off';
  failure = '';
  #close = () => {};
  #cursor = new Cursor();
  #pause = FIRST_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Transport} transport @param {Truth} truth @param {() => number} now the server's time
   * @param {() => void} changed @param {(why: string) => void} denied the server does not let this page read
   */
  constructor(transport, truth, now, changed, denied) {
    this.transport = transport;
    this.measure = new Measure(truth);
    this.now = now;
    this.changed = changed;
    this.denied = denied;
  }

  get on() {
    return this.status !== 'off';
  }

  /** From the beginning. @param {Omit<Place, 'cursor'>} place */
  start(place) {
    this.stop();
    this.measure.forget();
    this.#cursor.forget();
    this.#pause = FIRST_PAUSE_MS;
    this.#open({...place, cursor: this.#cursor});
  }

  stop() {
    this.#end();
    this.#say('off');
  }

  /** There is nothing more to read: what was measured stays, and nothing is tried. */
  lose() {
    if (!this.on) return;
    this.#end();
    this.#say('failed');
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
    this.#say('opening');
    const close = this.transport.read(place, {
      ready: ms => {
        if (gone || this.status === 'live') return;
        if (!measure.live) measure.handshakeTime = ms ?? measure.handshakeTime;
        measure.live = true;
        this.#pause = FIRST_PAUSE_MS;
        this.#say('live');
      },
      update: update => gone || measure.take(update, now()),
      count: (way, part, bytes) => measure.count(way, part, bytes),
      request: connections => measure.request(connections),
      connected: ms => {
        if (measure.live) measure.tally.connections++;
        else measure.opening.connections++;
        // A bad network begins behind the connection's own handshake.
        if (place.base === location.origin) measure.handshakeTime ??= ms;
      },
      trip: ms => measure.trips.add(ms),
      broken: () => measure.broken(),
      fail: (why, denied) => {
        if (gone) return;
        this.#close();
        measure.broken();
        this.#say('failed', why);
        if (denied) return void this.denied(why);
        this.#timer = setTimeout(() => this.#open(place), this.#pause * (0.5 + Math.random() / 2));
        this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
      },
    });
    this.#close = () => {
      gone = true;
      close();
    };
  }

  /** @param {Status} status */
  #say(status, failure = '') {
    if (this.status === status && this.failure === failure) return;
    this.status = status;
    this.failure = failure;
    this.changed();
  }
}
