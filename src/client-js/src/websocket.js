import {local} from './clock.js';
import {feedOf, read} from './cursor.js';
import {isRefusal, refuse} from './http.js';
import {FeedError} from './errors.js';
import {newOrder} from './order.js';
import {FIRST, groupsOf, RESUMED, sharesFeed, wishesOf} from './wishes.js';

/** @import {Session} from './session.js' */
/** @import {Wish} from './wishes.js' */
/** @import {Pace, Subscription} from './subscription.js' */
/** @import {Advice, Events, Link} from './lifeline.js' */
/** @import {Receipt} from '../../../webroot/client/feedhorn.js' */
/** @typedef {{done: (message: any) => void, fail?: (error: FeedError) => void, large?: () => void}} Asked */

const PING_MS = 4_000;
const SILENCE_MS = 7_000;
/** A timer that comes so much too late was not on time because the page, or the machine, slept. */
const SLEPT_MS = 3_000;

/**
 * The WebSocket transport.
 * @param {Session} session @param {Events} events
 * @returns {Link}
 */
export function socketLink(session, events) {
  /** @type {Map<number, Asked>} */
  const asked = new Map();
  const order = newOrder(session);
  /** @type {WebSocket | undefined} */
  let socket;
  let ids = 0;
  let leaving = false;
  let closed = false;
  let beaten = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let beat;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let renewal;

  const open = async () => {
    const url = new URL('v1/ws', session.base);
    url.protocol = url.protocol.replace('http', 'ws');
    if (await session.token()) {
      // A server that runs open has no tickets, and needs none.
      const {ticket} = await session.json('v1/tickets', {method: 'POST'})
        .catch((/** @type {any} */ error) => (error.status === 404 ? {} : Promise.reject(error)));
      if (ticket) url.searchParams.set('ticket', ticket);
    }
    if (closed) return;
    const made = /** @type {WebSocket} */ (new (session.options.WebSocket ?? globalThis.WebSocket)(url.href, 'feedhorn.v1'));
    socket = made;
    made.onopen = () => {
      beaten = Date.now();
      beat = setInterval(listen, PING_MS);
      ping(SILENCE_MS);
      subscribeAll();
      renewal = session.renewal(renew);
    };
    made.onmessage = (/** @type {MessageEvent} */ event) => closed || hear(event.data);
    // A failed handshake tells browsers nothing but that it failed; the close that follows is the one report.
    made.onerror = () => {};
    made.onclose = (/** @type {CloseEvent} */ event) => end(event.code, event.reason);
  };

  const isOpen = () => socket?.readyState === 1;

  /** @param {object} message @param {Asked['done']} done @param {Asked['fail']} [fail] @param {Asked['large']} [large] */
  const ask = (message, done, fail, large) => {
    const id = ++ids;
    asked.set(id, {done, fail, large});
    // What comes too late fails with the connection's end; a browser would complain of the attempt.
    if (isOpen()) socket?.send(JSON.stringify({...message, id}));
  };

  /** @param {number} patience @param {() => void} [then] */
  const ping = (patience, then) => {
    const sent = local();
    silence ??= setTimeout(quiet, patience, Date.now() + patience);
    ask({type: 'ping'}, ({now}) => {
      session.clock.sample(sent, now, now, local());
      events.working();
      then?.();
    });
  };

  /** In time, so that the connection outlives its first token. */
  const renew = async () => {
    const token = await session.token().catch(() => null);
    if (closed) return;
    const again = () => (renewal = session.renewal(renew));
    if (!token) renewal = setTimeout(renew, PING_MS);
    else ask({type: 'auth', token}, again, deny);
  };

  /** @param {FeedError} error */
  const deny = error => fail(error, {final: error.code === 'unauthorized'});

  /** Who slept hears late what came meanwhile: then it is asked once more. @param {number} due @param {boolean} [again] */
  const quiet = (due, again) => {
    if (!again && Date.now() - due > SLEPT_MS) silence = setTimeout(quiet, session.clock.patience, 0, true);
    else fail(new FeedError('silent', 'the server fell silent'));
  };

  const probe = () => {
    clearTimeout(silence);
    silence = undefined;
    if (isOpen()) ping(session.clock.patience);
  };

  const listen = () => {
    const slept = Date.now() - beaten > PING_MS + SLEPT_MS;
    beaten = Date.now();
    if (slept && !silence) probe();
    else ping(SILENCE_MS);
  };

  const subscribeAll = () => {
    for (const wishes of groupsOf(session)) subscribe(wishes);
  };

  /** @param {Wish[]} wishes that ask for the same */
  const subscribe = wishes => {
    const [{kind, pace, sub: {options: {snapshot}}}] = wishes;
    const subs = wishes.map(({sub}) => sub);
    const topics = [...new Set(wishes.flatMap(wish => wish.topics))];
    const feeds = new Set(topics.map(feedOf));
    const since = kind === FIRST ? 'earliest' : kind === RESUMED ? session.since(feeds) : undefined;
    const turn = order.begin(subs, feeds);
    ask(
      {type: 'subscribe', topics, ...(since && {since}), snapshot, ...pace},
      ({cursor, recovered}) => {
        session.adopt(cursor, recovered);
        order.answered(cursor);
        for (const sub of subs) if (!sub.closed) subscribed(sub, cursor, pace);
        settle(subs, cursor, turn);
      },
      error => {
        if (!isRefusal(session, error)) return deny(error);
        if (wishes.length === 1) refuse(session, subs[0], error, Object.keys(pace).length > 0);
        for (const {sub} of wishes) if (!sub.closed) for (const wish of wishesOf(session, sub)) subscribe([wish]);
      });
  };

  /** @param {Subscription} sub @param {string} cursor @param {Pace} pace */
  const subscribed = (sub, cursor, pace) => {
    sub.thin(Object.keys(pace).length > 0);
    sub.ready = true;
    if (!sub.at.size && !sub.earliest) order.recall(sub);
    if (sub.options.snapshot === false && !sub.earliest)
      for (const [feed, position] of read(cursor)) if (sub.feeds.has(feed) && !sub.at.has(feed)) sub.at.set(feed, position);
  };

  /** Until nothing owed came between a question and its answer: all of it has come. @param {Subscription[]} subs @param {string} cursor @param {number} turn */
  const settle = (subs, cursor, turn) => {
    const {owed} = order;
    ping(SILENCE_MS, () => {
      if (order.owed !== owed) return settle(subs, cursor, turn);
      for (const sub of subs) order.settled(sub, turn);
      session.reach(cursor, subs.filter(sub => !order.isHeld(sub)));
    });
  };

  /** @param {string} text */
  const hear = text => {
    clearTimeout(silence);
    silence = undefined;
    const message = JSON.parse(text);
    const {done, fail: refused} = asked.get(message.id) ?? {};
    asked.delete(message.id);
    switch (message.type) {
      case 'update':
        events.working();
        return order.update(session.reading.update(text, message));
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
        // A new token may grant less than the one before.
        if (!done) for (const sub of session.subs) if (sub.topics.some(topic => message.topics.includes(topic))) refuse(session, sub, new FeedError('forbidden', 'the new token does not grant it'));
        return;
      default:
        done?.(message);
    }
  };

  /** @param {number} code @param {string} reason */
  const end = (code, reason) => {
    if (code === 1009) for (const {large} of asked.values()) large?.();
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
    clearInterval(beat);
    clearTimeout(silence);
    clearTimeout(renewal);
    socket?.close(1000);
    const left = [...asked.values()];
    asked.clear();
    for (const {fail} of left) fail?.(new FeedError('disconnected', 'the connection closed before the server answered'));
  };

  open().catch(deny);
  return {
    add(sub) {
      if (!isOpen()) return;
      // What is heard already is not replayed: where others hear what was missed, all begin anew.
      const others = [...session.subs].filter(other => other !== sub && sharesFeed(other, sub));
      if (!(sub.at.size || sub.earliest) || !others.length) return wishesOf(session, sub).forEach(wish => subscribe([wish]));
      ask({type: 'unsubscribe', topics: others.flatMap(other => other.topics)}, () => {});
      order.unheard(sub.feeds);
      subscribeAll();
    },
    drop(sub) {
      order.drop(sub);
      const others = [...session.subs].flatMap(other => other.topics);
      const topics = sub.topics.filter(topic => !others.includes(topic));
      if (topics.length && isOpen()) ask({type: 'unsubscribe', topics}, () => {});
    },
    /** The page was hidden, or is looked at again. */
    pace() {
      if (isOpen()) subscribeAll();
    },
    probe,
    /** @param {string} topic @param {unknown} data @returns {Promise<Receipt>} */
    publish: (topic, data) =>
      new Promise((resolve, reject) => {
        const large = () => reject(new FeedError('too_large', 'the server does not take a message of this size', 413));
        ask({type: 'publish', topic, data}, ({type, id, ...receipt}) => resolve(receipt), reject, large);
      }),
    close,
  };
}

/** What a close code asks for. @param {number} code @param {boolean} innocent @returns {Advice} */
export const adviceOf = (code, innocent) => ({
  final: code >= 4000 && code < 4100,
  pause: code >= 4100 && code < 4200,
  prompt: code >= 4200 && code < 4300,
  innocent,
});
