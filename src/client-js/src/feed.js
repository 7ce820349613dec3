import {call, FeedError} from './errors.js';
import {newSession} from './session.js';
import {newSubscription} from './subscription.js';
import {newReconnectingTransport, OPEN} from './reconnecting-transport.js';

/** @import {ConnectOptions, Feed, SubscribeOptions, Transport} from '../feedhorn.js' */
/** @import {ReconnectingTransport, LoadModule} from './reconnecting-transport.js' */
/** @import {Session} from './session.js' */

/**
 * A client of one server.
 * @param {string} url the server's address, absolute or relative to the page
 * @param {ConnectOptions & {page?: EventTarget & {hidden: boolean}}} options `page`: takes the place of document and window
 * @param {LoadModule} load
 * @returns {Feed}
 */
export function newFeed(url, options, load) {
  /** @type {Set<[string, (value: any) => void]>} */
  const listeners = new Set();
  /** @param {string} event @param {any} value */
  const emit = (event, value) => {
    // The former names.
    if (value.reason) value.why = value.reason;
    if (event === 'gap') emit('hole', value);
    for (const [name, listener] of listeners) if (name === event) call(listener, value);
  };
  const session = newSession(url, options, emit);
  const sockets = options.WebSocket ?? globalThis.WebSocket;
  const known = /** @type {Transport[]} */ (Object.keys(OPEN));
  const names = options.transports ?? known.filter(name => name !== 'sockjs');
  const unknown = names.find(name => !known.includes(name));
  if (unknown) throw new FeedError('bad_request', `unknown transport '${unknown}'; allowed: ${known}`);
  if ((options.numbers ?? 'exact') !== 'exact') throw new FeedError('bad_request', "numbers must be 'exact'");
  const usable = names.filter(name => name !== 'websocket' || sockets);
  if (!usable.length) throw new FeedError('bad_request', 'no WebSocket given');
  const transport = newReconnectingTransport(session, usable, load);
  /** Starts the transports, or a connection that tabs share. @param {boolean} [shared] */
  const begin = shared => {
    session.held = shared;
    if (shared) load('share').then(({share}) => share(session, transport, usable)).catch(() => begin());
    transport.retry();
  };
  const page = followPage(session, transport, () => begin(options.share), options.page, options.page);

  /** @param {string} path @param {unknown} body @param {Record<string, string>} [headers] */
  const post = (path, body, headers) =>
    session.json('v1/' + path, {method: 'POST', headers: {'content-type': 'application/json', ...headers}, body: JSON.stringify(body)});

  /** @type {Feed} */
  const feed = {
    get state() {
      return transport.state;
    },
    get clock() {
      return session.clock;
    },
    on(event, listener) {
      /** @type {[string, (value: any) => void]} */
      const entry = [event, listener];
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    subscribe(/** @type {string | string[]} */ topics, /** @type {any[]} */ ...rest) {
      const callback = typeof rest[0] === 'function' ? rest.shift() : undefined;
      const wanted = /** @type {SubscribeOptions} */ (rest.find(one => one) ?? {});
      const sub = newSubscription([topics].flat(), callback, wanted, {
        gap: gap => emit('gap', gap),
        close: gone => {
          session.drop(gone);
          transport.each(link => link.drop(gone));
        },
      });
      if (transport.ended || wanted.signal?.aborted) sub.close();
      else {
        session.subs.add(sub);
        transport.each(link => link.add(sub));
      }
      return sub;
    },
    async publish(topic, data, {key} = {}) {
      const {link} = transport;
      if (link?.publish && !key) return link.publish(topic, data);
      return post(`topics/${encodeURIComponent(topic)}`, data, {'idempotency-key': key ?? crypto.getRandomValues(new Uint32Array(4)).join('-')});
    },
    ack: (reader, cursor, read) => post(`readers/${reader}/ack`, {cursor, read}),
    reconnect: () => transport.reconnect(),
    close() {
      page.abort();
      transport.close('closed by the page');
      for (const sub of session.subs) sub.close();
    },
  };
  if (options.signal?.aborted) feed.close();
  else options.signal?.addEventListener('abort', () => feed.close(), {once: true});
  return feed;
}

/**
 * Reacts to the page and the network: a hidden page requests fewer updates, a page that is shown again retries at once.
 * @param {Session} session @param {ReconnectingTransport} transport @param {() => void} begin called when the page may connect
 * @param {any} [page] @param {EventTarget} [place] the target of its events, to which those of a document bubble
 * @returns {AbortController} ends it
 */
function followPage(session, transport, begin, page = globalThis.document, place = globalThis.window) {
  const end = new AbortController();
  /** @param {string} event @param {() => void} act */
  const listen = (event, act) => place?.addEventListener(event, act, end);
  const measure = () => (session.hidden = page?.hidden);
  measure();
  listen('visibilitychange', () => {
    if (!measure()) transport.retry();
    transport.each(link => link.throttle());
  });
  listen('online', () => transport.retry());
  listen('offline', () => transport.offline());
  // The user may never open a page that is prerendered, and its WebSockets wait for that.
  if (page?.prerendering) page.addEventListener('prerenderingchange', begin, end);
  else queueMicrotask(begin);
  return end;
}
