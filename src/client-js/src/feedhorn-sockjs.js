import {local} from './clock.js';
import {earliestPositions, feedOf, parseCursor, formatCursor} from './cursor.js';

/** @import {adviceOf} from './websocket.js' */
/** @import {FeedError} from './errors.js' */
/** @import {Session} from './session.js' */
/** @import {Subscription, WireUpdate} from './subscription.js' */

const SCRIPT = 'webjars/sockjs-client/1.6.1/dist/sockjs.min.js';
const PING_MS = 2_000;
const SILENCE_MS = 12_000;
const MAX_UNSETTLED = 2;

/** @type {Promise<any> | undefined} */
let loaded;

/**
 * The SockJS transport: the event-bus bridge, for networks that block the other transports. Each topic or pattern is
 * registered as an address. The bundle of this module must not contain the client's classes a second time, so they are
 * parameters.
 * @param {Session} session @param {AbortSignal} signal @param {(works?: boolean) => void} alive
 * @param {typeof FeedError} Failure @param {typeof adviceOf} advise
 * @returns {Promise<void>} when the connection ends
 */
export async function connectSockJs(session, signal, alive, Failure, advise) {
  const SockJS = session.options.SockJS ?? globalSockJs() ?? (await loadScript(new URL(SCRIPT, session.base).href, Failure));
  const token = await session.token();
  signal.throwIfAborted();
  const url = new URL('eventbus', session.base);
  const login = token && {Authorization: `Bearer ${token}`};
  const subs = [...session.subs];
  const addresses = new Set(subs.flatMap(sub => sub.topics));
  const socket = new SockJS(url.href);
  /** @type {Map<Subscription, WireUpdate[]>} updates held until all addresses of their feed have reached the same offset */
  const held = new Map();
  let unsettled = 0;
  let receivedAt = local();
  let sent = 0;
  /** @type {(reason: unknown) => void} */
  let fail = () => {};
  /** @param {any} message */
  const send = ({headers, ...message}) => socket.send(JSON.stringify({...message, headers: {...headers, ...login}}));
  const ping = () => {
    if (local() - receivedAt > SILENCE_MS) fail(new Failure('silent', 'the server fell silent'));
    else if (!sent) {
      sent = local();
      send({type: 'ping', replyAddress: 'pong'});
    }
  };
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heartbeat;
  const stop = () => fail(signal.reason);
  try {
    await new Promise((_, reject) => {
      fail = reject;
      signal.addEventListener('abort', stop);
      socket.onopen = () => {
        for (const address of addresses) send({type: 'register', address, replyAddress: `registered ${address}`, headers: {...since(session, address), ...session.throttle()}});
        ping();
        heartbeat = setInterval(ping, PING_MS);
      };
      socket.onmessage = (/** @type {{data: string}} */ {data}) => {
        receivedAt = local();
        const {type, address, headers, body, message} = JSON.parse(data);
        if (type === 'err') {
          const [code] = message.split(':');
          return reject(new Failure(code, message.slice(code.length + 2)));
        }
        if (address === 'pong') {
          session.clock.sample(sent, body.now, receivedAt);
          sent = 0;
          session.adopt(body.cursor);
          release(body.cursor);
          session.advance(body.cursor);
          if (held.size) ping();
        } else if (headers) take(address, headers.cursor, session.parser.body(body, data));
        else session.adopt(body.cursor, body.recovered, body.cursor.split(':', 1)[0]);
        alive();
      };
      socket.onclose = (/** @type {{code: number, reason: string}} */ {code, reason}) => {
        const why = code === 1001 ? 'the server is restarting' : reason || `closed with ${code}`;
        reject(Object.assign(new Failure(code === 4001 ? 'unauthorized' : 'closed', why), {advice: advise(code, code === 1001)}));
      };
    });
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', stop);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {string} address @param {string} cursor @param {WireUpdate} update */
  function take(address, cursor, update) {
    session.adopt(cursor);
    const feed = feedOf(address);
    for (const sub of subs.filter(sub => sub.topics.includes(address) && !sub.closed))
      // With one address, the updates of a feed arrive in order. With several, the cursor in the next pong tells which are complete.
      if (sub.topics.filter(topic => feedOf(topic) === feed).length === 1) session.update(update, [sub]);
      else held.set(sub, [...(held.get(sub) ?? []), update]);
    if (held.size) ping();
  }

  /** Delivers held updates that are in order. @param {string} cursor empty if the server holds updates back */
  function release(cursor) {
    const at = parseCursor(cursor);
    unsettled = cursor ? 0 : unsettled + 1;
    // At a low maxRate the server may hold updates back permanently. They are then delivered without an order.
    const late = unsettled > MAX_UNSETTLED;
    for (const [sub, updates] of [...held]) {
      held.delete(sub);
      const rest = [];
      for (const update of updates.sort((a, b) => a.offset - b.offset)) {
        const inOrder = update.offset <= (at.get(feedOf(update.topic))?.offset ?? 0);
        if (inOrder || late) session.update(update, [sub], inOrder);
        else rest.push(update);
      }
      if (rest.length) held.set(sub, rest);
    }
  }
}

/** The cursor from which no subscription of this address misses an update. @param {Session} session @param {string} address */
function since(session, address) {
  const hearers = [...session.subs].filter(sub => sub.topics.includes(address));
  const cursor = formatCursor(earliestPositions(hearers.map(sub => sub.at), new Set([feedOf(address)])));
  return cursor && {since: cursor};
}

const globalSockJs = () => /** @type {any} */ (globalThis).SockJS;

/** @param {string} src @param {typeof FeedError} Failure @returns {Promise<any>} */
function loadScript(src, Failure) {
  return (loaded ??= new Promise((resolve, reject) => {
    const page = globalThis.document;
    if (!page) return reject(new Failure('bad_request', 'SockJS is missing in the options'));
    const made = page.createElement('script');
    made.onload = () => resolve(globalSockJs());
    made.onerror = () => {
      loaded = undefined;
      made.remove();
      reject(new Failure('unreachable', 'SockJS cannot be loaded'));
    };
    made.src = src;
    page.head.append(made);
  }));
}
