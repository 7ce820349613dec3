import {changedState} from './connection-state.js';
import {httpLink} from './http-link.js';
import {pollingLink} from './long-poll.js';
import {FeedError} from './errors.js';
import {adviceOf, webSocketLink} from './websocket.js';
import {sseLink} from './sse.js';

/** @import {Receipt, State, Transport} from '../feedhorn.js' */
/** @import {Session} from './session.js' */
/** @import {Subscription} from './subscription.js' */

/**
 * @typedef {object} Link a connection, or a sequence of requests
 * @property {(sub: Subscription) => void} add
 * @property {(sub: Subscription) => void} drop
 * @property {() => void} throttle
 * @property {() => void} probe checks with a short timeout if the connection works
 * @property {() => void} close
 * @property {(topic: string, data: unknown) => Promise<Receipt>} [publish]
 */
/** @typedef {{final?: boolean, pause?: boolean, prompt?: boolean, innocent?: boolean, stop?: boolean, retryMs?: number}} Advice how to continue after a failure */
/** @typedef {Error & {code?: string, status?: number, advice?: Advice}} Failure */
/** @typedef {{working: () => void, failed: (error: Failure, advice?: Advice) => void}} Events */
/** @typedef {{name: Transport, link: Link, timer: ReturnType<typeof setTimeout>, startedAt: number}} Attempt */
/** @typedef {(name: 'sockjs' | 'share') => Promise<any>} LoadModule loads a module that few pages use */
/** @typedef {ReturnType<typeof newReconnectingTransport>} ReconnectingTransport */

/** @type {Record<Transport, (session: Session, events: Events, load: LoadModule) => Link>} */
export const OPEN = {
  websocket: webSocketLink,
  sse: sseLink,
  'long-polling': pollingLink(true),
  polling: pollingLink(false),
  // Loaded on first use.
  sockjs: (session, events, load) => httpLink(session, events, async (signal, alive) => {
    const {connectSockJs} = await load('sockjs');
    await connectSockJs(session, signal, alive, FeedError, adviceOf);
  }),
};
const PROBATION_MS = 5_000;
const MAX_PROBATION_MS = 20_000;
const UNSTABLE_MS = 20_000;
const STABLE_MS = 300_000;
const MIN_DELAY_MS = 400;
const MAX_DELAY_MS = 10_000;
const MIN_COOLDOWN_MS = 30_000;
const MAX_COOLDOWN_MS = 600_000;

/**
 * Keeps the best working transport connected: retries, falls back and upgrades. Emits `state`.
 * @param {Session} session @param {Transport[]} names best first @param {LoadModule} load
 */
export function newReconnectingTransport(session, names, load) {
  /** @type {Attempt | null} the working connection */
  let current = null;
  /** @type {Attempt | null} a connection that has not delivered anything yet */
  let candidate = null;
  /** @type {Map<Transport, {until: number, wait: number, reason: string}>} transports that are not tried until a time */
  const cooldowns = new Map();
  /** @type {Map<Transport, number>} */
  const failures = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let retries = 0;

  /** @param {Partial<State>} change */
  const setState = change => {
    transport.state = changedState(transport.state, change);
    session.emit('state', transport.state);
  };

  /** @param {Transport} name */
  const isAvailable = name => !(/** @type {any} */ (cooldowns.get(name))?.until > performance.now());

  /** @param {Transport} name */
  const start = name => {
    /** @type {Events} */
    const events = {
      working: () => onWorking(one),
      failed: (error, advice) => onFailed(one, error, advice),
    };
    const late = () => {
      one.link.close();
      events.failed(new FeedError('silent', 'it sent no data'));
    };
    // Each retry waits longer, for slow networks.
    const probation = Math.min(MAX_PROBATION_MS, PROBATION_MS * (1 + retries));
    /** @type {Attempt} */
    const one = {name, link: OPEN[name](session, events, load), timer: setTimeout(late, probation), startedAt: performance.now()};
    candidate = one;
    setState({trying: name});
  };

  /** @param {Attempt} one */
  const onWorking = one => {
    if (one !== candidate) return;
    clearTimeout(one.timer);
    const before = current;
    current = one;
    candidate = null;
    one.startedAt = performance.now();
    before?.link.close();
    const better = names.slice(0, names.indexOf(one.name));
    const reason = better.map(name => `${name}: ${cooldowns.get(name)?.reason ?? 'not available'}`).join('; ');
    setState({status: 'live', transport: one.name, trying: null, reason: reason || 'the first choice works', code: undefined});
    scheduleUpgrade();
  };

  /** @param {Attempt} one @param {Failure} error @param {Advice} [advice] */
  const onFailed = (one, error, advice = {}) => {
    if (one !== current && one !== candidate) return;
    clearTimeout(one.timer);
    if (advice.stop) return stopAsForbidden(error);
    if (advice.final && !session.renew()) {
      transport.close(error.message, error.code === 'unauthorized' ? 'unauthorized' : 'closed');
      session.emit('error', error);
      for (const sub of session.subs) sub.close();
      return;
    }
    if (one === current) return onLost(one, error, advice);
    candidate = null;
    if (!current) return void onCandidateFailed(one, error, advice);
    startCooldown(one.name, error.message);
    setState({trying: null});
    scheduleUpgrade();
  };

  /** Handles the failure of a connection that worked. @param {Attempt} one @param {Failure} error @param {Advice} advice */
  const onLost = ({name, startedAt}, error, advice) => {
    const workedMs = performance.now() - startedAt;
    current = null;
    session.onDisconnect();
    if (workedMs > UNSTABLE_MS) {
      retries = 0;
      failures.delete(name);
      if (workedMs > STABLE_MS) cooldowns.delete(name);
    } else if (!advice.innocent && !advice.prompt) {
      const times = (failures.get(name) ?? 0) + 1;
      failures.set(name, times);
      if (times > 1 || cooldowns.has(name)) startCooldown(name, `${error.message}, again and again`);
    }
    setState({status: 'reconnecting', transport: null, reason: `${name}: ${error.message}`, code: error.code});
    if (!candidate) scheduleRetry(advice);
  };

  /** Handles the failure of a connection before it worked. A request tells if the server can be reached otherwise. @param {Attempt} one @param {Failure} error @param {Advice} advice */
  const onCandidateFailed = async ({name}, error, advice) => {
    const cause = await session.measure(AbortSignal.timeout(PROBATION_MS)).catch((/** @type {any} */ error) => error);
    if (current || candidate || isStopped()) return;
    if (cause?.advice?.stop) return stopAsForbidden(cause);
    const waits = advice.pause || advice.retryMs;
    const reached = waits || !cause || cause.status < 500;
    setState({trying: null, reason: reached ? `${name}: ${error.message}` : isOffline() ? NO_NETWORK : cause.message, code: (reached ? error : cause).code});
    if (!reached || waits) return scheduleRetry({retryMs: cause?.advice?.retryMs, ...advice});
    startCooldown(name, error.message);
    if (names.some(isAvailable)) return tryNext();
    cooldowns.clear();
    scheduleRetry(advice);
  };

  /** Retries with exponential backoff and full jitter, so that clients do not reconnect at the same time. @param {Advice} advice */
  const scheduleRetry = ({pause, prompt, retryMs = 0}) => {
    const most = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** retries++);
    const delay = prompt ? 0 : Math.random() * most + (pause ? MAX_DELAY_MS * Math.random() : 0);
    clearTimeout(timer);
    timer = setTimeout(tryNext, Math.max(delay, retryMs));
  };

  /** Stops until `reconnect()`, because the server does not allow the page's origin. @param {Failure} error */
  const stopAsForbidden = error => {
    clearTimeout(timer);
    abandonCandidate();
    current?.link.close();
    current = null;
    session.onDisconnect();
    setState({status: 'forbidden', transport: null, trying: null, reason: error.message, code: error.code});
    session.emit('error', error);
  };

  const isStopped = () => transport.ended || transport.state.status === 'forbidden';

  const tryNext = () => {
    if (current || candidate || session.held || isStopped()) return;
    clearTimeout(timer);
    start(names.find(isAvailable) ?? names[0]);
  };

  /** @param {Transport} name @param {string} reason */
  const startCooldown = (name, reason) => {
    const wait = Math.min(MAX_COOLDOWN_MS, (cooldowns.get(name)?.wait ?? MIN_COOLDOWN_MS / 2) * 2);
    cooldowns.set(name, {until: performance.now() + wait, wait, reason});
  };

  /** Schedules an attempt with a better transport. The current one is kept until the other works. */
  const scheduleUpgrade = () => {
    clearTimeout(timer);
    const [nearest] = names.slice(0, names.indexOf(/** @type {Attempt} */ (current).name))
      .map(name => ({name, until: cooldowns.get(name)?.until ?? 0})).sort((a, b) => a.until - b.until);
    if (!nearest) return;
    timer = setTimeout(() => candidate || start(nearest.name), Math.max(1_000, nearest.until - performance.now()));
  };

  const abandonCandidate = () => {
    if (!candidate) return;
    clearTimeout(candidate.timer);
    candidate.link.close();
    candidate = null;
    setState({trying: null});
  };

  const transport = {
    /** @type {State} */
    state: {status: 'connecting', transport: null, trying: null, since: Date.now(), reason: 'no answer yet', why: 'no answer yet'},

    /** True if no further attempt will be made. @returns {boolean} */
    get ended() {
      return ['closed', 'unauthorized'].includes(transport.state.status);
    },

    /** @returns {Link | undefined} */
    get link() {
      return current?.link;
    },

    /** @param {(link: Link) => void} act called with the current connection and the candidate */
    each(act) {
      for (const one of [current, candidate]) if (one) act(one.link);
    },

    /** Retries now, or checks the current connection: the network is back, or the page is visible. */
    retry() {
      if (current) return current.link.probe();
      // An attempt that started without a network would run into its timeout.
      if (candidate && performance.now() - candidate.startedAt > MIN_DELAY_MS) abandonCandidate();
      retries = 0;
      tryNext();
    },

    /** Retries now, also after `forbidden`. */
    reconnect() {
      if (transport.state.status === 'forbidden') setState({status: 'connecting', reason: 'reconnect() was called', code: undefined});
      transport.retry();
    },

    /** Handles the browser's `offline` event. The server may still be reachable, for example on the same machine. */
    offline() {
      if (isStopped()) return;
      const one = current;
      abandonCandidate();
      one?.link.close();
      if (one) onLost(one, new FeedError('offline', NO_NETWORK), {innocent: true, prompt: true});
      else scheduleRetry({});
    },

    /** @param {string} reason @param {'closed' | 'unauthorized'} [status] */
    close(reason, status = 'closed') {
      clearTimeout(timer);
      abandonCandidate();
      current?.link.close();
      current = null;
      if (!transport.ended) setState({status, transport: null, trying: null, reason, code: status === 'closed' ? undefined : status});
    },
  };
  return transport;
}

const NO_NETWORK = 'the network is gone';
const isOffline = () => globalThis.navigator?.onLine === false;
