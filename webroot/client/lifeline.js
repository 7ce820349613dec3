import {pollLink} from './poll.js';
import {FeedError} from './session.js';
import {SocketLink} from './socket.js';
import {streamLink} from './stream.js';

/** @import {State, Transport} from './feedhorn.d.ts' */
/** @import {Session} from './session.js' */
/** @import {Subscription} from './subscription.js' */

/**
 * @typedef {object} Link one connection, or one row of requests
 * @property {(sub: Subscription) => void} add
 * @property {(sub: Subscription) => void} drop
 * @property {() => void} pace
 * @property {() => void} close
 * @property {SocketLink['publish']} [publish]
 */
/** @typedef {{final?: boolean, pause?: boolean, prompt?: boolean, innocent?: boolean}} Advice how to go on */
/** @typedef {{working: () => void, failed: (error: Error, advice?: Advice) => void}} Events */
/** @typedef {{name: Transport, link: Link, timer: ReturnType<typeof setTimeout>, born: number}} Try */

/** @type {Record<Transport, (session: Session, events: Events) => Link>} */
const OPEN = {
  websocket: (session, events) => new SocketLink(session, events),
  sse: streamLink,
  'long-polling': pollLink(true),
  polling: pollLink(false),
};
const PROOF_MS = 5_000;
const FLAKY_MS = 10_000;
const STURDY_MS = 300_000;
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 10_000;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 600_000;

/** Keeps one working transport, the best there is, and says what it does. */
export class Lifeline {
  /** @type {State} */
  state = {status: 'connecting', transport: null, since: Date.now(), why: 'the first try'};
  /** @type {Try | null} the one that works */
  #current = null;
  /** @type {Try | null} the one that has yet to prove itself */
  #trial = null;
  /** @type {Map<Transport, {until: number, wait: number, why: string}>} transports left alone for a while */
  #rests = new Map();
  /** @type {Map<Transport, number>} */
  #strikes = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempt = 0;
  #renewed = false;

  /** @param {Session} session @param {Transport[]} names best first */
  constructor(session, names) {
    this.#session = session;
    this.#names = names;
    queueMicrotask(() => this.wake());
  }
  #session;
  #names;

  get link() {
    return this.#current?.link;
  }

  /** @param {(link: Link) => void} act on the present connection and the one that may take over */
  each(act) {
    for (const one of [this.#current, this.#trial]) if (one) act(one.link);
  }

  /** Now is a good moment: the network is back, or somebody looks. */
  wake() {
    if (this.#current || this.#trial || this.state.status === 'closed') return;
    clearTimeout(this.#timer);
    const now = Date.now();
    this.#start(this.#names.find(name => !((this.#rests.get(name)?.until ?? 0) > now)) ?? this.#names[0]);
  }

  /** @param {string} why */
  close(why) {
    clearTimeout(this.#timer);
    clearTimeout(this.#trial?.timer);
    this.each(link => link.close());
    this.#current = this.#trial = null;
    if (this.state.status !== 'closed') this.#say('closed', null, why);
  }

  /** @param {Transport} name */
  #start(name) {
    /** @type {Events} */
    const events = {
      working: () => this.#proven(one),
      failed: (error, advice) => this.#failed(one, error, advice),
    };
    const late = () => {
      one.link.close();
      events.failed(new FeedError('silent', 'it opened, but nothing came'));
    };
    /** @type {Try} */
    const one = {name, link: OPEN[name](this.#session, events), timer: setTimeout(late, PROOF_MS), born: 0};
    this.#trial = one;
  }

  /** @param {Try} one */
  #proven(one) {
    if (one !== this.#trial) return;
    clearTimeout(one.timer);
    const before = this.#current;
    this.#current = one;
    this.#trial = null;
    one.born = Date.now();
    before?.link.close();
    const better = this.#names.slice(0, this.#names.indexOf(one.name));
    const why = better.map(name => `${name}: ${this.#rests.get(name)?.why ?? 'was not there'}`).join('; ');
    this.#say('live', one.name, why || 'the first choice works');
    this.#improve();
  }

  /** @param {Try} one @param {Error} error @param {Advice} [advice] */
  #failed(one, error, advice = {}) {
    if (one !== this.#current && one !== this.#trial) return;
    clearTimeout(one.timer);
    if (advice.final && (this.#renewed || typeof this.#session.options.token !== 'function')) {
      this.close(error.message);
      return this.#session.emit('error', error);
    }
    this.#renewed ||= !!advice.final;
    if (one === this.#current) this.#lost(one, error, advice);
    else {
      this.#trial = null;
      if (this.#current) {
        this.#rest(one.name, error.message);
        this.#improve();
      } else this.#next(one, error, advice);
    }
  }

  /** What worked works no longer. @param {Try} one @param {Error} error @param {Advice} advice */
  #lost(one, error, advice) {
    const {name} = one;
    const lived = Date.now() - one.born;
    this.#current = null;
    this.#session.unsettle();
    this.#say('reconnecting', null, `${name}: ${error.message}`);
    if (lived > FLAKY_MS) {
      this.#attempt = 0;
      this.#renewed = false;
      this.#strikes.delete(name);
      if (lived > STURDY_MS) this.#rests.delete(name);
    } else if (!advice.innocent && !advice.prompt) {
      const strikes = (this.#strikes.get(name) ?? 0) + 1;
      this.#strikes.set(name, strikes);
      if (strikes > 1 || this.#rests.has(name)) this.#rest(name, `${error.message}, again and again`);
    }
    if (!this.#trial) this.#later(advice);
  }

  /** It never worked: is it this transport, or is there no server? @param {Try} one @param {Error} error @param {Advice} advice */
  async #next({name}, error, advice) {
    const there = await this.#session.measure(AbortSignal.timeout(PROOF_MS)).then(() => true, cause => cause.status < 500);
    if (this.#current || this.#trial || this.state.status === 'closed') return;
    const status = this.state.status === 'connecting' ? 'connecting' : 'reconnecting';
    this.#say(status, null, there ? `${name}: ${error.message}` : 'the server cannot be reached');
    if (!there || advice.pause) return this.#later(advice);
    this.#rest(name, error.message);
    const now = Date.now();
    if (this.#names.some(other => !((this.#rests.get(other)?.until ?? 0) > now))) return this.wake();
    this.#rests.clear();
    this.#later(advice);
  }

  /** Full jitter, so that a thousand readers do not come back in one moment. @param {Advice} advice */
  #later({pause, prompt}) {
    const most = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt++);
    const delay = prompt ? 0 : Math.random() * most + (pause ? LONGEST_DELAY_MS * Math.random() : 0);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), delay);
  }

  /** @param {Transport} name @param {string} why */
  #rest(name, why) {
    const wait = Math.min(LONGEST_REST_MS, (this.#rests.get(name)?.wait ?? FIRST_REST_MS / 2) * 2);
    this.#rests.set(name, {until: Date.now() + wait, wait, why});
  }

  /** Tries a better transport beside the one that works, and moves over once it has proved itself. */
  #improve() {
    clearTimeout(this.#timer);
    const current = /** @type {Try} */ (this.#current);
    const [soonest] = this.#names.slice(0, this.#names.indexOf(current.name))
      .map(name => ({name, until: this.#rests.get(name)?.until ?? 0})).sort((a, b) => a.until - b.until);
    if (!soonest) return;
    this.#timer = setTimeout(() => this.#trial || this.#start(soonest.name), Math.max(1_000, soonest.until - Date.now()));
  }

  /** @param {State['status']} status @param {Transport | null} transport @param {string} why */
  #say(status, transport, why) {
    const since = status === this.state.status && transport === this.state.transport ? this.state.since : Date.now();
    this.state = {status, transport, since, why};
    this.#session.emit('state', this.state);
  }
}
