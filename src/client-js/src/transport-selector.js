import {httpLink} from './http.js';
import {pollLink} from './poll.js';
import {FeedError} from './errors.js';
import {adviceOf, socketLink} from './socket.js';
import {streamLink} from './stream.js';

/** @import {Receipt, State, Transport} from '../../../webroot/client/feedhorn.js' */
/** @import {Session} from './session.js' */
/** @import {Subscription} from './subscription.js' */

/**
 * @typedef {object} Link one connection, or one row of requests
 * @property {(sub: Subscription) => void} add
 * @property {(sub: Subscription) => void} drop
 * @property {() => void} pace
 * @property {() => void} probe asks whether it still works, with little patience
 * @property {() => void} close
 * @property {(topic: string, data: unknown) => Promise<Receipt>} [publish]
 */
/** @typedef {{final?: boolean, pause?: boolean, prompt?: boolean, innocent?: boolean, stop?: boolean, retryMs?: number}} Advice how to go on */
/** @typedef {Error & {code?: string, status?: number, advice?: Advice}} Failure */
/** @typedef {{working: () => void, failed: (error: Failure, advice?: Advice) => void}} Events */
/** @typedef {{name: Transport, link: Link, timer: ReturnType<typeof setTimeout>, born: number}} Try */
/** @typedef {ReturnType<typeof newLifeline>} Lifeline */

/** @type {Record<Transport, (session: Session, events: Events) => Link>} */
const OPEN = {
  websocket: socketLink,
  sse: streamLink,
  'long-polling': pollLink(true),
  polling: pollLink(false),
  // Few need it, so it comes by itself only when it is asked for.
  sockjs: (session, events) => httpLink(session, events, async (signal, alive) => {
    // @ts-expect-error: the compiler's wrapper has it.
    const {carry} = await load('./feedhorn-sockjs.js');
    await carry(session, signal, alive, FeedError, adviceOf);
  }),
};
const PROOF_MS = 5_000;
const LONGEST_PROOF_MS = 20_000;
const FLAKY_MS = 20_000;
const STURDY_MS = 300_000;
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 10_000;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 600_000;

/**
 * Keeps one working transport, the best there is, and says what it does.
 * @param {Session} session @param {Transport[]} names best first
 */
export function newLifeline(session, names) {
  /** @type {Try | null} the one that works */
  let current = null;
  /** @type {Try | null} the one that has yet to prove itself */
  let trial = null;
  /** @type {Map<Transport, {until: number, wait: number, why: string}>} transports left alone for a while */
  const rests = new Map();
  /** @type {Map<Transport, number>} */
  const strikes = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let attempt = 0;

  /** @param {Partial<State>} change */
  const say = change => {
    const {status, transport, since} = line.state;
    const next = {...line.state, ...change};
    next.since = next.status === status && next.transport === transport ? since : Date.now();
    line.state = next;
    session.emit('state', next);
  };

  /** @param {Transport} name */
  const isRested = name => !((rests.get(name)?.until ?? 0) > Date.now());

  /** @param {Transport} name */
  const start = name => {
    /** @type {Events} */
    const events = {
      working: () => proven(one),
      failed: (error, advice) => failed(one, error, advice),
    };
    const late = () => {
      one.link.close();
      events.failed(new FeedError('silent', 'it opened, but nothing came'));
    };
    // A network that is merely slow gets more time at each round.
    const proof = Math.min(LONGEST_PROOF_MS, PROOF_MS * (1 + attempt));
    /** @type {Try} */
    const one = {name, link: OPEN[name](session, events), timer: setTimeout(late, proof), born: Date.now()};
    trial = one;
    say({trying: name});
  };

  /** @param {Try} one */
  const proven = one => {
    if (one !== trial) return;
    clearTimeout(one.timer);
    const before = current;
    current = one;
    trial = null;
    one.born = Date.now();
    before?.link.close();
    const better = names.slice(0, names.indexOf(one.name));
    const why = better.map(name => `${name}: ${rests.get(name)?.why ?? 'was not there'}`).join('; ');
    say({status: 'live', transport: one.name, trying: null, why: why || 'the first choice works', code: undefined});
    improve();
  };

  /** @param {Try} one @param {Failure} error @param {Advice} [advice] */
  const failed = (one, error, advice = {}) => {
    if (one !== current && one !== trial) return;
    clearTimeout(one.timer);
    if (advice.stop) return halt(error);
    if (advice.final && !session.renew()) {
      line.close(error.message, error.code === 'unauthorized' ? 'unauthorized' : 'closed');
      session.emit('error', error);
      for (const sub of session.subs) sub.close();
      return;
    }
    if (one === current) return lost(one, error, advice);
    trial = null;
    if (!current) return void next(one, error, advice);
    rest(one.name, error.message);
    say({trying: null});
    improve();
  };

  /** What worked works no longer. @param {Try} one @param {Failure} error @param {Advice} advice */
  const lost = ({name, born}, error, advice) => {
    const lived = Date.now() - born;
    current = null;
    session.unsettle();
    if (lived > FLAKY_MS) {
      attempt = 0;
      strikes.delete(name);
      if (lived > STURDY_MS) rests.delete(name);
    } else if (!advice.innocent && !advice.prompt) {
      const times = (strikes.get(name) ?? 0) + 1;
      strikes.set(name, times);
      if (times > 1 || rests.has(name)) rest(name, `${error.message}, again and again`);
    }
    say({status: 'reconnecting', transport: null, why: `${name}: ${error.message}`, code: error.code});
    if (!trial) later(advice);
  };

  /** It never worked: is it this transport, or is there no server? @param {Try} one @param {Failure} error @param {Advice} advice */
  const next = async ({name}, error, advice) => {
    const cause = await session.measure(AbortSignal.timeout(PROOF_MS)).catch((/** @type {any} */ why) => why);
    if (current || trial || isIdle()) return;
    if (cause?.advice?.stop) return halt(cause);
    const waits = advice.pause || advice.retryMs;
    const there = waits || !cause || cause.status < 500;
    say({trying: null, why: there ? `${name}: ${error.message}` : offline() ? GONE : cause.message, code: (there ? error : cause).code});
    if (!there || waits) return later({retryMs: cause?.advice?.retryMs, ...advice});
    rest(name, error.message);
    if (names.some(isRested)) return wake();
    rests.clear();
    later(advice);
  };

  /** Full jitter, so that a thousand readers do not come back in one moment. @param {Advice} advice */
  const later = ({pause, prompt, retryMs = 0}) => {
    const most = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt++);
    const delay = prompt ? 0 : Math.random() * most + (pause ? LONGEST_DELAY_MS * Math.random() : 0);
    clearTimeout(timer);
    timer = setTimeout(wake, Math.max(delay, retryMs));
  };

  /** The server does not let this page in: only somebody who changes that can say when to try again. @param {Failure} error */
  const halt = error => {
    clearTimeout(timer);
    abandon();
    current?.link.close();
    current = null;
    session.unsettle();
    say({status: 'forbidden', transport: null, trying: null, why: error.message, code: error.code});
    session.emit('error', error);
  };

  const isIdle = () => line.over || line.state.status === 'forbidden';

  const wake = () => {
    if (current || trial || isIdle()) return;
    clearTimeout(timer);
    start(names.find(isRested) ?? names[0]);
  };

  /** @param {Transport} name @param {string} why */
  const rest = (name, why) => {
    const wait = Math.min(LONGEST_REST_MS, (rests.get(name)?.wait ?? FIRST_REST_MS / 2) * 2);
    rests.set(name, {until: Date.now() + wait, wait, why});
  };

  /** Tries a better transport beside the one that works, and moves over once it has proved itself. */
  const improve = () => {
    clearTimeout(timer);
    const [soonest] = names.slice(0, names.indexOf(/** @type {Try} */ (current).name))
      .map(name => ({name, until: rests.get(name)?.until ?? 0})).sort((a, b) => a.until - b.until);
    if (!soonest) return;
    timer = setTimeout(() => trial || start(soonest.name), Math.max(1_000, soonest.until - Date.now()));
  };

  const abandon = () => {
    if (!trial) return;
    clearTimeout(trial.timer);
    trial.link.close();
    trial = null;
    say({trying: null});
  };

  const line = {
    /** @type {State} */
    state: {status: 'connecting', transport: null, trying: null, since: Date.now(), why: 'the first try', code: undefined},

    /** Whether nothing more will be tried. @returns {boolean} */
    get over() {
      return ['closed', 'unauthorized'].includes(line.state.status);
    },

    /** @returns {Link | undefined} */
    get link() {
      return current?.link;
    },

    /** @param {(link: Link) => void} act on the present connection and the one that may take over */
    each(act) {
      for (const one of [current, trial]) if (one) act(one.link);
    },

    /** Now is a good moment: the network is back, or somebody looks. */
    wake() {
      if (current) return current.link.probe();
      // What was begun while there was no network would wait for its end.
      if (trial && Date.now() - trial.born > FIRST_DELAY_MS) abandon();
      attempt = 0;
      wake();
    },

    /** Somebody asks for another try, also where nothing is tried any more. */
    reconnect() {
      if (line.state.status === 'forbidden') say({status: 'connecting', why: 'it was asked to', code: undefined});
      line.wake();
    },

    /** The machine says that it has no network. It may be wrong, above all where the server is on it. */
    offline() {
      if (isIdle()) return;
      const one = current;
      abandon();
      one?.link.close();
      if (one) lost(one, new FeedError('offline', GONE), {innocent: true, prompt: true});
      else later({});
    },

    /** @param {string} why @param {'closed' | 'unauthorized'} [status] */
    close(why, status = 'closed') {
      clearTimeout(timer);
      abandon();
      current?.link.close();
      current = null;
      if (!line.over) say({status, transport: null, trying: null, why, code: status === 'closed' ? undefined : status});
    },
  };
  queueMicrotask(wake);
  return line;
}

const GONE = 'the network is gone';
const offline = () => globalThis.navigator?.onLine === false;
