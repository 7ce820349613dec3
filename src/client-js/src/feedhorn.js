import {newLifeline} from './lifeline.js';
import {FeedError} from './errors.js';
import {newSession} from './session.js';
import {newSubscription} from './subscription.js';

/** @import {ConnectOptions, Feed, SubscribeOptions, Transport} from '../../../webroot/client/feedhorn.js' */
/** @import {Lifeline} from './lifeline.js' */
/** @import {Session} from './session.js' */

export {FeedError};

/** @type {Transport[]} */
const TRANSPORTS = ['websocket', 'sse', 'long-polling', 'polling'];

/**
 * @param {string} url where the server is, as the page sees it
 * @param {ConnectOptions} [options]
 * @returns {Feed}
 */
export function connect(url, options = {}) {
  /** @type {Map<string, Set<(value: any) => void>>} */
  const listeners = new Map();
  /** @param {string} event @param {unknown} value */
  const emit = (event, value) => listeners.get(event)?.forEach(listener => listener(value));
  const session = newSession(url, options, emit);
  const sockets = options.WebSocket ?? globalThis.WebSocket;
  const names = options.transports ?? TRANSPORTS;
  const known = [...TRANSPORTS, 'sockjs'];
  const unknown = names.find(name => !known.includes(name));
  if (unknown) throw new FeedError('bad_request', `there is no transport '${unknown}'; there are ${known.join(', ')}`);
  if (![undefined, 'exact'].includes(options.numbers)) throw new FeedError('bad_request', "numbers is 'exact', or left out");
  const usable = names.filter(name => name !== 'websocket' || sockets);
  if (!usable.length) throw new FeedError('bad_request', 'there is no transport to use: without a WebSocket of its own Node needs one in the options');
  const line = newLifeline(session, usable);
  const forget = follow(session, line);

  /** @type {Feed} */
  const feed = {
    get state() {
      return line.state;
    },
    get clock() {
      return session.clock;
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all.add(listener));
      return () => void all.delete(listener);
    },
    subscribe(/** @type {string | string[]} */ topics, /** @type {any[]} */ ...rest) {
      const callback = typeof rest[0] === 'function' ? rest.shift() : undefined;
      const wanted = /** @type {SubscribeOptions} */ (rest.find(one => one) ?? {});
      if ('reader' in wanted) throw new FeedError('bad_request', "there is no option 'reader' in this version");
      const sub = newSubscription([topics].flat(), callback, wanted, {
        hole: hole => emit('hole', hole),
        close: gone => {
          session.drop(gone);
          line.each(link => link.drop(gone));
        },
      });
      if (line.over || wanted.signal?.aborted) sub.close();
      else {
        session.subs.add(sub);
        line.each(link => link.add(sub));
      }
      return sub;
    },
    async publish(topic, data, {key} = {}) {
      const {link} = line;
      if (link?.publish && !key) return link.publish(topic, data);
      const headers = {'content-type': 'application/json', 'idempotency-key': key ?? crypto.getRandomValues(new Uint32Array(4)).join('-')};
      return session.json(`v1/topics/${encodeURIComponent(topic)}`, {method: 'POST', headers, body: JSON.stringify(data)});
    },
    reconnect: () => line.reconnect(),
    close() {
      forget();
      line.close('closed by the page');
      for (const sub of session.subs) sub.close();
    },
  };
  if (options.signal?.aborted) feed.close();
  else options.signal?.addEventListener('abort', () => feed.close(), {once: true});
  return feed;
}

/**
 * A page that nobody looks at asks for less; one that is looked at again wants to be up to date at once.
 * @param {Session} session @param {Lifeline} line
 */
function follow(session, line) {
  const page = globalThis.document;
  const look = () => {
    session.hidden = page.hidden;
    if (!page.hidden) line.wake();
    line.each(link => link.pace());
  };
  if (page) session.hidden = page.hidden;
  /** @type {[EventTarget | undefined, string, () => void][]} */
  const heard = [[page, 'visibilitychange', look], [globalThis.window, 'online', line.wake], [globalThis.window, 'offline', line.offline]];
  for (const [place, event, act] of heard) place?.addEventListener(event, act);
  return () => {
    for (const [place, event, act] of heard) place?.removeEventListener(event, act);
  };
}
