import {newTransportSelector} from './transport-selector.js';
import {FeedError} from './errors.js';
import {newSession} from './session.js';
import {newSubscription} from './subscription.js';

/** @import {ConnectOptions, Feed, SubscribeOptions, Transport} from '../feedhorn.js' */
/** @import {TransportSelector, LoadSockJs} from './transport-selector.js' */
/** @import {Session} from './session.js' */

/** @type {Transport[]} */
const TRANSPORTS = ['websocket', 'sse', 'long-polling', 'polling'];

/**
 * A client of one server.
 * @param {string} url the server's address, absolute or relative to the page
 * @param {ConnectOptions} options
 * @param {LoadSockJs} loadSockJs
 * @returns {Feed}
 */
export function newFeed(url, options, loadSockJs) {
  /** @type {Map<string, Set<(value: any) => void>>} */
  const listeners = new Map();
  /** @param {string} event @param {unknown} value */
  const emit = (event, value) => listeners.get(event)?.forEach(listener => listener(value));
  const session = newSession(url, options, emit);
  const sockets = options.WebSocket ?? globalThis.WebSocket;
  const names = options.transports ?? TRANSPORTS;
  const known = [...TRANSPORTS, 'sockjs'];
  const unknown = names.find(name => !known.includes(name));
  if (unknown) throw new FeedError('bad_request', `unknown transport '${unknown}'; allowed: ${known.join(', ')}`);
  if ((options.numbers ?? 'exact') !== 'exact') throw new FeedError('bad_request', "numbers must be 'exact'");
  const usable = names.filter(name => name !== 'websocket' || sockets);
  if (!usable.length) throw new FeedError('bad_request', 'no WebSocket in the options');
  const selector = newTransportSelector(session, usable, loadSockJs);
  const unfollowPage = followPage(session, selector);

  /** @param {string} path @param {unknown} body @param {Record<string, string>} [headers] */
  const post = (path, body, headers) =>
    session.json('v1/' + path, {method: 'POST', headers: {'content-type': 'application/json', ...headers}, body: JSON.stringify(body)});

  /** @type {Feed} */
  const feed = {
    get state() {
      return selector.state;
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
      const sub = newSubscription([topics].flat(), callback, wanted, {
        gap: gap => emit('hole', gap),
        close: gone => {
          session.drop(gone);
          selector.each(link => link.drop(gone));
        },
      });
      if (selector.ended || wanted.signal?.aborted) sub.close();
      else {
        session.subs.add(sub);
        selector.each(link => link.add(sub));
      }
      return sub;
    },
    async publish(topic, data, {key} = {}) {
      const {link} = selector;
      if (link?.publish && !key) return link.publish(topic, data);
      return post(`topics/${encodeURIComponent(topic)}`, data, {'idempotency-key': key ?? crypto.getRandomValues(new Uint32Array(4)).join('-')});
    },
    ack: (reader, cursor, read) => post(`readers/${reader}/ack`, {cursor, read}),
    reconnect: () => selector.reconnect(),
    close() {
      unfollowPage();
      selector.close('closed by the page');
      for (const sub of session.subs) sub.close();
    },
  };
  if (options.signal?.aborted) feed.close();
  else options.signal?.addEventListener('abort', () => feed.close(), {once: true});
  return feed;
}

/**
 * Reacts to the page and the network: a hidden page requests fewer updates, a page that is shown again retries at once.
 * @param {Session} session @param {TransportSelector} selector
 */
function followPage(session, selector) {
  const page = globalThis.document;
  const onVisibilityChange = () => {
    session.hidden = page.hidden;
    if (!page.hidden) selector.retry();
    selector.each(link => link.throttle());
  };
  if (page) session.hidden = page.hidden;
  /** @type {[EventTarget | undefined, string, () => void][]} */
  const bindings = [[page, 'visibilitychange', onVisibilityChange], [globalThis.window, 'online', selector.retry], [globalThis.window, 'offline', selector.offline]];
  const end = new AbortController();
  for (const [place, event, act] of bindings) place?.addEventListener(event, act, end);
  return () => end.abort();
}
