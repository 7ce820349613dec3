import {local} from './clock.js';
import {feedOf, parseCursor} from './cursor.js';
import {isRefusal, refuse} from './http-link.js';
import {FeedError} from './errors.js';
import {newDeliveryOrder} from './delivery-order.js';
import {FROM_EARLIEST, groupsOf, FROM_CURSOR, sharesFeed, requestsOf} from './subscribe-groups.js';

/** @import {Session} from './session.js' */
/** @import {SubscribeRequest} from './subscribe-groups.js' */
/** @import {Throttle, Subscription} from './subscription.js' */
/** @import {Advice, Events, Link} from './reconnecting-transport.js' */
/** @import {Receipt} from '../feedhorn.js' */
/** @typedef {{done: (message: any) => void, fail?: (error: FeedError) => void, large?: () => void}} PendingRequest */

const PING_MS = 4_000;
const SILENCE_MS = 7_000;
/** A timer that is late by this much indicates that the page or the machine was suspended. */
const SLEPT_MS = 3_000;

/**
 * The WebSocket transport.
 * @param {Session} session @param {Events} events
 * @returns {Link}
 */
export function webSocketLink(session, events) {
  /** @type {Map<number, PendingRequest>} */
  const pending = new Map();
  const order = newDeliveryOrder(session);
  /** @type {WebSocket | undefined} */
  let socket;
  let ids = 0;
  let leaving = false;
  let closed = false;
  let lastHeartbeat = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heartbeat;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let renewal;

  const open = async () => {
    const url = new URL('v1/ws', session.base);
    url.protocol = url.protocol.replace('http', 'ws');
    if (await session.token()) {
      // A server without access control answers 404, and needs no ticket.
      const {ticket} = await session.json('v1/tickets', {method: 'POST'})
        .catch((/** @type {any} */ error) => (error.status === 404 ? {} : Promise.reject(error)));
      if (ticket) url.searchParams.set('ticket', ticket);
    }
    if (closed) return;
    const made = /** @type {WebSocket} */ (new (session.options.WebSocket ?? globalThis.WebSocket)(url.href, 'feedhorn.v1'));
    socket = made;
    made.onopen = () => {
      lastHeartbeat = Date.now();
      heartbeat = setInterval(sendHeartbeat, PING_MS);
      ping(SILENCE_MS);
      subscribeAll();
      renewal = session.renewal(renew);
    };
    made.onmessage = (/** @type {MessageEvent} */ event) => closed || onMessage(event.data);
    // The error event has no details; the close event that follows is handled.
    made.onerror = () => {};
    made.onclose = (/** @type {CloseEvent} */ event) => end(event.code, event.reason);
  };

  const isOpen = () => socket?.readyState === 1;

  /** @param {object} message @param {PendingRequest['done']} done @param {PendingRequest['fail']} [fail] @param {PendingRequest['large']} [large] */
  const ask = (message, done, fail, large) => {
    const id = ++ids;
    pending.set(id, {done, fail, large});
    // A request on a closing socket fails when the connection ends.
    if (isOpen()) socket?.send(JSON.stringify({...message, id}));
  };

  /** @param {number} timeout @param {() => void} [then] */
  const ping = (timeout, then) => {
    const sent = local();
    silence ??= setTimeout(onSilence, timeout, Date.now() + timeout);
    ask({type: 'ping'}, ({now}) => {
      session.clock.sample(sent, now, local());
      events.working();
      then?.();
    });
  };

  /** Sends a new token before the current one expires. */
  const renew = async () => {
    const token = await session.token().catch(() => null);
    if (closed) return;
    const again = () => (renewal = session.renewal(renew));
    if (!token) renewal = setTimeout(renew, PING_MS);
    else ask({type: 'auth', token}, again, failRefused);
  };

  /** @param {FeedError} error */
  const failRefused = error => fail(error, {final: error.code === 'unauthorized'});

  /** Fails the connection after silence. If the machine was suspended, messages may still be queued, so it waits once more. @param {number} due @param {boolean} [again] */
  const onSilence = (due, again) => {
    if (!again && Date.now() - due > SLEPT_MS) silence = setTimeout(onSilence, session.clock.timeout, 0, true);
    else fail(new FeedError('silent', 'the server fell silent'));
  };

  const probe = () => {
    clearTimeout(silence);
    silence = undefined;
    if (isOpen()) ping(session.clock.timeout);
  };

  const sendHeartbeat = () => {
    const slept = Date.now() - lastHeartbeat > PING_MS + SLEPT_MS;
    lastHeartbeat = Date.now();
    if (slept && !silence) probe();
    else ping(SILENCE_MS);
  };

  const subscribeAll = () => {
    for (const requests of groupsOf(session)) subscribe(requests);
  };

  /** @param {SubscribeRequest[]} requests with the same options */
  const subscribe = requests => {
    const [{kind, throttle, sub: {options: {snapshot, reader, since: given}}}] = requests;
    const subs = requests.map(({sub}) => sub);
    const topics = [...new Set(requests.flatMap(request => request.topics))];
    const feeds = new Set(topics.map(feedOf));
    const since = kind === FROM_EARLIEST ? given : kind === FROM_CURSOR ? session.since(feeds) : undefined;
    const request = order.begin(subs, feeds);
    ask(
      {type: 'subscribe', topics, ...(since && {since}), reader, snapshot, ...throttle},
      ({cursor, recovered}) => {
        session.adopt(cursor, recovered);
        order.answered(cursor);
        for (const sub of subs) if (!sub.closed) subscribed(sub, cursor, throttle);
        settle(subs, cursor, request);
      },
      error => {
        if (!isRefusal(session, error)) return failRefused(error);
        if (requests.length === 1) refuse(session, subs[0], error, Object.keys(throttle).length > 0);
        for (const {sub} of requests) if (!sub.closed) for (const request of requestsOf(session, sub)) subscribe([request]);
      });
  };

  /** @param {Subscription} sub @param {string} cursor @param {Throttle} throttle */
  const subscribed = (sub, cursor, throttle) => {
    sub.setThrottled(Object.keys(throttle).length > 0);
    sub.ready = true;
    if (!sub.at.size && !sub.earliest) order.recall(sub);
    if (sub.options.snapshot === false && !sub.earliest)
      for (const [feed, position] of parseCursor(cursor)) if (sub.feeds.has(feed) && !sub.at.has(feed)) sub.at.set(feed, position);
  };

  /** Pings until no replayed update arrives between a ping and its answer. The replay is then complete. @param {Subscription[]} subs @param {string} cursor @param {number} request */
  const settle = (subs, cursor, request) => {
    const {owed} = order;
    ping(SILENCE_MS, () => {
      if (order.owed !== owed) return settle(subs, cursor, request);
      for (const sub of subs) order.settled(sub, request);
      session.advance(cursor, subs.filter(sub => !order.isHeld(sub)));
    });
  };

  /** @param {string} text */
  const onMessage = text => {
    clearTimeout(silence);
    silence = undefined;
    const message = JSON.parse(text);
    const {done, fail: refused} = pending.get(message.id) ?? {};
    pending.delete(message.id);
    switch (message.type) {
      case 'update':
        events.working();
        return order.update(session.parser.update(text, message));
      case 'reset':
        order.forget(message.feed);
        return session.adopt(message.cursor, false, message.feed);
      case 'leaving':
        leaving = true;
        return;
      case 'error': {
        const error = new FeedError(message.code, message.message);
        if (refused) refused(error);
        else session.emit('error', error);
        return;
      }
      case 'unsubscribed':
        // A new token may grant fewer permissions.
        if (!done) for (const sub of session.subs) if (sub.topics.some(topic => message.topics.includes(topic))) refuse(session, sub, new FeedError('forbidden', 'the new token does not allow it'));
        return;
      default:
        done?.(message);
    }
  };

  /** @param {number} code @param {string} reason */
  const end = (code, reason) => {
    if (code === 1009) for (const {large} of pending.values()) large?.();
    leaving ||= code === 1001;
    const why = leaving ? 'the server is restarting' : reason || `closed with ${code}`;
    fail(new FeedError(code === 4001 ? 'unauthorized' : 'closed', why), adviceOf(code, leaving));
  };

  /** @param {Error} error @param {Advice} [advice] */
  const fail = (error, advice) => {
    if (closed) return;
    close();
    events.failed(error, advice);
  };

  const close = () => {
    if (closed) return;
    closed = true;
    clearInterval(heartbeat);
    clearTimeout(silence);
    clearTimeout(renewal);
    socket?.close(1000);
    const left = [...pending.values()];
    pending.clear();
    for (const {fail} of left) fail?.(new FeedError('disconnected', 'the connection closed'));
  };

  open().catch(failRefused);
  return {
    add(sub) {
      if (!isOpen()) return;
      // The server does not replay topics that are subscribed already, so all subscriptions of the feed are renewed.
      const others = [...session.subs].filter(other => other !== sub && sharesFeed(other, sub));
      if (!(sub.at.size || sub.earliest) || !others.length) return requestsOf(session, sub).forEach(request => subscribe([request]));
      ask({type: 'unsubscribe', topics: others.flatMap(other => other.topics)}, () => {});
      order.unsubscribed(sub.feeds);
      subscribeAll();
    },
    drop(sub) {
      order.drop(sub);
      const others = [...session.subs].flatMap(other => other.topics);
      const topics = sub.topics.filter(topic => !others.includes(topic));
      if (topics.length && isOpen()) ask({type: 'unsubscribe', topics}, () => {});
    },
    /** Called when the page is hidden or shown. */
    throttle() {
      if (isOpen()) subscribeAll();
    },
    probe,
    /** @param {string} topic @param {unknown} data @returns {Promise<Receipt>} */
    publish: (topic, data) =>
      new Promise((resolve, reject) => {
        const large = () => reject(new FeedError('too_large', 'the message is too large', 413));
        ask({type: 'publish', topic, data}, ({type, id, ...receipt}) => resolve(receipt), reject, large);
      }),
    close,
  };
}

/** How to continue after a close code. @param {number} code @param {boolean} innocent @returns {Advice} */
export const adviceOf = (code, innocent) => {
  const range = Math.floor(code / 100);
  return {final: range === 40, pause: range === 41, prompt: range === 42, innocent};
};
