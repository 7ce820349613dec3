import {local} from './clock.js';
import {earliest, feedOf, read, write} from './cursor.js';

/** @import {adviceOf} from './socket.js' */
/** @import {FeedError} from './errors.js' */
/** @import {Session} from './session.js' */
/** @import {Subscription, WireUpdate} from './subscription.js' */

const SCRIPT = 'webjars/sockjs-client/1.6.1/dist/sockjs.min.js';
const PING_MS = 2_000;
const SILENCE_MS = 12_000;
const MOST_UNSETTLED = 2;

/** @type {Promise<any> | undefined} */
let loaded;

/**
 * The event-bus bridge over SockJS, for networks that let nothing else through. Each topic or pattern is an
 * address of its own. A module of its own, too: it knows of the client only what it is handed.
 * @param {Session} session @param {AbortSignal} signal @param {(works?: boolean) => void} alive
 * @param {typeof FeedError} Failure @param {typeof adviceOf} advise
 * @returns {Promise<void>} when the connection ends
 */
export async function carry(session, signal, alive, Failure, advise) {
  const SockJS = session.options.SockJS ?? here() ?? (await script(new URL(SCRIPT, session.base).href, Failure));
  const token = await session.token();
  signal.throwIfAborted();
  const url = new URL('eventbus', session.base);
  const login = token && {Authorization: `Bearer ${token}`};
  const subs = [...session.subs];
  const addresses = new Set(subs.flatMap(sub => sub.topics));
  const socket = new SockJS(url.href);
  /** @type {Map<Subscription, WireUpdate[]>} what waits until all addresses of a feed are as far */
  const held = new Map();
  let unsettled = 0;
  let heard = local();
  let sent = 0;
  /** @type {(reason: unknown) => void} */
  let fail = () => {};
  /** @param {any} message */
  const send = ({headers, ...message}) => socket.send(JSON.stringify({...message, headers: {...headers, ...login}}));
  const ping = () => {
    if (local() - heard > SILENCE_MS) fail(new Failure('silent', 'the server fell silent'));
    else if (!sent) {
      sent = local();
      send({type: 'ping', replyAddress: 'pong'});
    }
  };
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let beat;
  const stop = () => fail(signal.reason);
  try {
    await new Promise((_, reject) => {
      fail = reject;
      signal.addEventListener('abort', stop);
      socket.onopen = () => {
        for (const address of addresses) send({type: 'register', address, replyAddress: `registered ${address}`, headers: {...since(session, address), ...session.pace()}});
        ping();
        beat = setInterval(ping, PING_MS);
      };
      socket.onmessage = (/** @type {{data: string}} */ {data}) => {
        heard = local();
        const {type, address, headers, body, message} = JSON.parse(data);
        if (type === 'err') {
          const [code] = message.split(':');
          return reject(new Failure(code, message.slice(code.length + 2)));
        }
        if (address === 'pong') {
          session.clock.sample(sent, body.now, body.now, heard);
          sent = 0;
          session.adopt(body.cursor);
          release(body.cursor);
          session.reach(body.cursor);
          if (held.size) ping();
        } else if (headers) take(address, headers.cursor, session.reading.body(body, data));
        else session.adopt(body.cursor, body.recovered, body.cursor.split(':', 1)[0]);
        alive();
      };
      socket.onclose = (/** @type {{code: number, reason: string}} */ {code, reason}) => {
        const why = code === 1001 ? 'the server is restarting' : reason || `closed with ${code}`;
        reject(Object.assign(new Failure(code === 4001 ? 'unauthorized' : 'closed', why), {advice: advise(code, code === 1001)}));
      };
    });
  } finally {
    clearInterval(beat);
    signal.removeEventListener('abort', stop);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {string} address @param {string} cursor @param {WireUpdate} update */
  function take(address, cursor, update) {
    session.adopt(cursor);
    const feed = feedOf(address);
    for (const sub of subs.filter(sub => sub.topics.includes(address) && !sub.closed))
      // Who hears one address of the feed has everything up to here; others wait for the pong to say how far they are.
      if (sub.topics.filter(topic => feedOf(topic) === feed).length === 1) session.update(update, [sub]);
      else held.set(sub, [...(held.get(sub) ?? []), update]);
    if (held.size) ping();
  }

  /** Hands over what is in order now. @param {string} cursor empty where the server itself holds something back */
  function release(cursor) {
    const at = read(cursor);
    unsettled = cursor ? 0 : unsettled + 1;
    // With several addresses at a low rate it may hold back always; then they go without their order.
    const late = unsettled > MOST_UNSETTLED;
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

/** From where nobody who hears this address misses anything. @param {Session} session @param {string} address */
function since(session, address) {
  const hearers = [...session.subs].filter(sub => sub.topics.includes(address));
  const cursor = write(earliest(hearers.map(sub => sub.at), new Set([feedOf(address)])));
  return cursor && {since: cursor};
}

const here = () => /** @type {any} */ (globalThis).SockJS;

/** @param {string} src @param {typeof FeedError} Failure @returns {Promise<any>} */
function script(src, Failure) {
  return (loaded ??= new Promise((resolve, reject) => {
    const page = globalThis.document;
    if (!page) return reject(new Failure('bad_request', 'SockJS is not there: hand it over in the options'));
    const made = page.createElement('script');
    made.onload = () => resolve(here());
    made.onerror = () => {
      loaded = undefined;
      made.remove();
      reject(new Failure('unreachable', 'SockJS cannot be loaded'));
    };
    made.src = src;
    page.head.append(made);
  }));
}
