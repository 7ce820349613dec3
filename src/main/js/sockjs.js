import {local} from './clock.js';
import {earliest, feedOf, write} from './cursor.js';

/** @import {adviceOf} from './socket.js' */
/** @import {FeedError, Session} from './session.js' */

const SCRIPT = 'webjars/sockjs-client/1.6.1/dist/sockjs.min.js';
const PING_MS = 2_000;
const SILENCE_MS = 12_000;

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
          session.reach(body.cursor);
        } else if (headers) take(address, headers.cursor, body);
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

  /** @param {string} address @param {string} cursor @param {any} update */
  function take(address, cursor, update) {
    const hearers = subs.filter(sub => sub.topics.includes(address) && !sub.closed);
    session.adopt(cursor);
    session.update(update, hearers);
    // Who hears one address of the feed has everything up to here; others wait for the pong to say how far they are.
    const feed = feedOf(address);
    session.reach(cursor, hearers.filter(sub => sub.topics.filter(topic => feedOf(topic) === feed).length === 1));
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
