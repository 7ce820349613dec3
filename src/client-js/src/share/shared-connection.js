import {changedState} from '../connection-state.js';
import {newLink} from './shared-link.js';
import {lockOf, newName} from './hub.js';
import {meetByLock, meetInWorker} from './meeting.js';

/** @import {ConnectOptions, Feed, FeedError, State, Transport} from '../../feedhorn.js' */
/** @import {Meeting} from './meeting.js' */
/** @import {ToTab} from './hub.js' */
/** @import {Session} from '../session.js' */
/** @import {ReconnectingTransport} from '../reconnecting-transport.js' */
/** @typedef {{connect: (url: string, options?: ConnectOptions) => Feed, FeedError: typeof FeedError, openWorker: (name: string) => SharedWorker}} Client what the modules of the client provide */

/** Tabs meet only if their clients have the same messages. */
const VERSION = 1;
const PING_MS = 4_000;
const SILENCE_MS = 7_000;
/** A timer that is late by this much indicates that this tab was suspended. */
const SLEPT_MS = 3_000;
const MIN_RETRY_MS = 400;
const MAX_RETRY_MS = 10_000;

/**
 * Replaces the transports of a client by a connection that all tabs with the same server and token share.
 * @param {Session} session @param {ReconnectingTransport} transport @param {Transport[]} names @param {Client} client
 */
export function shareConnection(session, transport, names, {connect, FeedError, openWorker}) {
  const {base, options} = session;
  const {locks} = globalThis.navigator ?? {};
  const tab = newName();
  const alone = Object.getOwnPropertyDescriptors(transport);
  const places = new AbortController();
  let inWorker = typeof SharedWorker === 'function' && !options.WebSocket && !options.fetch && !options.SockJS && !names.includes('sockjs');
  /** @type {Meeting | null} */
  let meeting = null;
  let key = '';
  let hub = '';
  let attachment = 0;
  let rounds = 0;
  let failures = 0;
  let silentSince = 0;
  let answered = false;
  let wasLive = false;
  /** @type {(() => void) | undefined} releases the lock of this tab */
  let release;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let renewal;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heartbeat;
  let beatAt = 0;

  /** @param {Partial<State>} change */
  const setState = change => {
    transport.state = changedState(transport.state, change);
    session.emit('state', transport.state);
  };
  /** @param {string} reason @param {string} [code] */
  const setLost = (reason, code) => {
    session.onDisconnect();
    setState({status: wasLive ? 'reconnecting' : 'connecting', transport: null, trying: null, reason, code});
  };

  /** @param {object} message */
  const post = message => {
    if (hub) meeting?.post({from: tab, hub, attachment, ...message});
  };
  const link = newLink(session, post, FeedError);

  /** Sends all subscriptions to a hub, from their positions on. @param {string} name */
  const attach = name => {
    if (hub && wasLive) setLost('another tab has taken over the connection');
    hub = name;
    attachment++;
    post({kind: 'attach', hidden: session.hidden, subs: link.restart()});
  };

  /** @param {ToTab[]} batch */
  const received = batch => {
    for (const message of batch) {
      if ((message.to ?? tab) !== tab) continue;
      if (message.kind === 'hub') {
        silentSince = 0;
        answered = true;
        if (message.hub !== hub) attach(message.hub);
      } else if (message.attachment === attachment) {
        silentSince = 0;
        if (message.kind === 'state') onState(message.state, message.clock);
        else if (message.kind === 'error') onError(message);
        else if (message.kind === 'unknown') hello();
        else link.received(message);
      }
    }
  };

  /** @param {State} state @param {{offset: number, rtt: number}} clock */
  const onState = ({since, ...state}, clock) => {
    Object.assign(session.clock, clock);
    if (state.status === 'unauthorized' && session.renew()) {
      leave();
      return void join();
    }
    wasLive ||= state.status === 'live';
    setState({...state, status: state.status === 'connecting' && wasLive ? 'reconnecting' : state.status});
  };

  /** @param {any} message */
  const onError = ({error: {code, message, status}, id}) => {
    const error = new FeedError(code, message, status);
    if (id) return link.refuse(id, error);
    session.emit('error', error);
    if (!transport.ended) return;
    end();
    for (const sub of session.subs) sub.close();
  };

  const hello = () => {
    hub = '';
    meeting?.post({kind: 'hello', from: tab});
  };

  const beat = () => {
    // The clock of the system goes on while the machine is suspended; the other one is never set back.
    const slept = Date.now() - beatAt > PING_MS + SLEPT_MS;
    beatAt = Date.now();
    const now = performance.now();
    if (slept) silentSince = 0;
    if (silentSince && now - silentSince > SILENCE_MS) return onSilence();
    silentSince ||= now;
    if (hub) post({kind: 'ping'});
    else hello();
  };

  const onSilence = () => {
    silentSince = 0;
    hub = '';
    setLost('the tab with the connection does not answer', 'silent');
    if (inWorker && answered) {
      leave();
      join();
    } else meeting?.silent();
  };

  /** Meets the tabs with the same server and token, and others if the token has changed. */
  const join = async () => {
    const round = ++rounds;
    clearTimeout(retry);
    clearTimeout(renewal);
    try {
      const token = await session.token();
      const found = await keyOf([VERSION, base.href, names, options.numbers, token]);
      await holdLock();
      if (round !== rounds || transport.ended) return;
      failures = 0;
      renewal = session.renewal(join);
      if (meeting && key === found) return;
      leave();
      key = found;
      meet(token);
    } catch (/** @type {any} */ error) {
      if (round !== rounds || transport.ended) return;
      if (!meeting) setLost(error.message, error.code);
      retry = setTimeout(join, Math.random() * Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** failures++));
    }
  };

  /** @param {string | undefined} token */
  const meet = token => {
    if (!inWorker && !locks) return connectAlone();
    if (inWorker)
      try {
        meeting = meetInWorker(openWorker, key, {url: base.href, token, transports: names, numbers: options.numbers}, received, () => {
          inWorker = false;
          leave();
          meet(token);
        });
      } catch {
        // For example, the script is of another origin.
        inWorker = false;
        return meet(token);
      }
    else meeting = meetByLock(page => connect(base.href, {...options, share: false, signal: undefined, transports: names, token, ...page}), key, received);
    beatAt = Date.now();
    heartbeat = setInterval(beat, PING_MS);
    hello();
  };

  /** Holds a lock as long as this tab exists, by which the hub knows when it ends. @returns {Promise<void>} */
  const holdLock = () => new Promise((resolve, reject) => {
    if (release || !locks) return resolve();
    locks.request(lockOf(tab), () => new Promise(free => {
      release = () => free(undefined);
      resolve();
    })).catch(reject);
  });
  const releaseLock = () => {
    release?.();
    release = undefined;
  };

  const leave = () => {
    clearInterval(heartbeat);
    post({kind: 'leave'});
    meeting?.close();
    meeting = null;
    hub = key = '';
    attachment++;
    silentSince = 0;
    link.restart();
  };

  const end = () => {
    rounds++;
    clearTimeout(retry);
    clearTimeout(renewal);
    leave();
    releaseLock();
    places.abort();
  };

  /** Uses a connection of its own, because the browser has no means to share one. */
  const connectAlone = () => {
    end();
    const {state, ...members} = alone;
    Object.defineProperties(transport, members);
    session.held = false;
    transport.retry();
  };

  if (transport.ended) return;
  const retryNow = () => {
    if (meeting) post({kind: 'reconnect'});
    else join();
  };
  Object.defineProperty(transport, 'link', {get: () => (transport.state.status === 'live' ? link : undefined), configurable: true});
  Object.assign(transport, {
    each: (/** @type {(link: any) => void} */ act) => act(link),
    retry: retryNow,
    reconnect: retryNow,
    offline: () => post({kind: 'offline'}),
    close(/** @type {string} */ reason) {
      end();
      if (!transport.ended) setState({status: 'closed', transport: null, trying: null, reason, code: undefined});
    },
  });
  const pause = () => {
    rounds++;
    leave();
    releaseLock();
  };
  // A page that is left may be kept and shown again, and a hidden page may be frozen.
  globalThis.window?.addEventListener('pagehide', pause, places);
  globalThis.window?.addEventListener('pageshow', ({persisted}) => persisted && join(), places);
  globalThis.document?.addEventListener('freeze', pause, places);
  globalThis.document?.addEventListener('resume', join, places);
  join();
}

/** The name under which tabs meet. It does not show the token. @param {unknown[]} parts */
async function keyOf(parts) {
  const text = JSON.stringify(parts);
  // Pages that are not secure have no digest. Only pages of the same origin can see the name.
  const digest = globalThis.crypto?.subtle && (await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `feedhorn ${digest ? new Uint8Array(digest).join('-') : text}`;
}
