import {Lifeline} from './lifeline.js';
import {FeedError, Session} from './session.js';
import {Subscription} from './subscription.js';

/** @import {ConnectOptions, Events, Feed, Receipt, SubscribeOptions, Transport, Update} from './feedhorn.d.ts' */

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
  const session = new Session(url, options, emit);
  const sockets = options.WebSocket ?? globalThis.WebSocket;
  const names = (options.transports ?? TRANSPORTS).filter(name => name !== 'websocket' || sockets);
  if (!names.length) throw new FeedError('bad_request', 'there is no transport to use');
  const line = new Lifeline(session, names);
  const forget = follow(session, line);

  return {
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
    /** @type {Feed['subscribe']} */
    subscribe(topics, ...rest) {
      const callback = typeof rest[0] === 'function' ? rest.shift() : undefined;
      const wanted = /** @type {SubscribeOptions} */ (rest.find(one => one) ?? {});
      const sub = new Subscription([topics].flat(), /** @type {any} */ (callback), wanted, {
        hole: hole => emit('hole', hole),
        close: gone => session.subs.delete(gone) && line.each(link => link.drop(gone)),
      });
      if (line.state.status === 'closed' || wanted.signal?.aborted) sub.close();
      else {
        session.subs.add(sub);
        line.each(link => link.add(sub));
      }
      return sub;
    },
    async publish(topic, data, {key} = {}) {
      const publish = line.link?.publish;
      if (publish && !key) return publish.call(line.link, topic, data);
      const headers = {'content-type': 'application/json', 'idempotency-key': key ?? crypto.randomUUID()};
      const path = `v1/topics/${encodeURIComponent(topic)}`;
      return (await session.request(path, {method: 'POST', headers, body: JSON.stringify(data)})).json();
    },
    close() {
      forget();
      line.close('closed by the page');
      for (const sub of session.subs) sub.close();
    },
  };
}

/** A page that nobody looks at asks for less; one that is looked at again wants to be up to date at once. */
function follow(/** @type {Session} */ session, /** @type {Lifeline} */ line) {
  const page = globalThis.document;
  const wake = () => line.wake();
  const look = () => {
    session.hidden = page.hidden;
    if (!page.hidden) line.wake();
    line.each(link => link.pace());
  };
  if (page) session.hidden = page.hidden;
  page?.addEventListener('visibilitychange', look);
  globalThis.addEventListener?.('online', wake);
  return () => {
    page?.removeEventListener('visibilitychange', look);
    globalThis.removeEventListener?.('online', wake);
  };
}
