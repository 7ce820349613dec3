import {local} from './clock.js';
import {read, write} from './cursor.js';
import {FeedError} from './session.js';

/** @import {Session} from './session.js' */
/** @import {Subscription} from './subscription.js' */
/** @import {Events as LinkEvents} from './lifeline.js' */

const PING_MS = 4_000;
const SILENCE_MS = 7_000;

/** The WebSocket transport. */
export class SocketLink {
  /** @type {WebSocket | undefined} */
  #socket;
  #id = 0;
  /** @type {Map<number, {done: (message: any) => void, fail?: (error: FeedError) => void, large?: () => void}>} */
  #asked = new Map();
  #unanswered = 0;
  #leaving = false;
  #closed = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #beat;
  #session;
  #events;

  /** @param {Session} session @param {LinkEvents} events */
  constructor(session, events) {
    this.#session = session;
    this.#events = events;
    this.#open().catch(error => this.#fail(error));
  }

  async #open() {
    const url = new URL('v1/ws', this.#session.base);
    url.protocol = url.protocol.replace('http', 'ws');
    if (await this.#session.token()) {
      const answer = await this.#session.request('v1/tickets', {method: 'POST'});
      url.searchParams.set('ticket', (await answer.json()).ticket);
    }
    if (this.#closed) return;
    const WebSocket = this.#session.options.WebSocket ?? globalThis.WebSocket;
    const socket = (this.#socket = new WebSocket(url.href, 'feedhorn.v1'));
    socket.onopen = () => {
      this.#ping();
      this.#beat = setInterval(() => this.#listen(), PING_MS);
      for (const sub of this.#session.subs) this.#subscribe(sub, this.#session.since(sub.feeds));
    };
    socket.onmessage = (/** @type {MessageEvent} */ event) => this.#hear(JSON.parse(event.data));
    // A failed handshake tells browsers nothing but that it failed; the close that follows is the one report.
    socket.onerror = () => {};
    socket.onclose = (/** @type {CloseEvent} */ event) => this.#end(event.code, event.reason);
  }

  /** @param {Subscription} sub */
  add(sub) {
    if (this.#socket?.readyState === 1) this.#subscribe(sub, sub.cursor);
  }

  /** @param {Subscription} sub */
  drop(sub) {
    const others = [...this.#session.subs].flatMap(other => other.topics);
    const topics = sub.topics.filter(topic => !others.includes(topic));
    if (topics.length && this.#socket?.readyState === 1) this.#ask({type: 'unsubscribe', topics}, () => {});
  }

  /** The page was hidden, or is looked at again. */
  pace() {
    for (const sub of this.#session.subs)
      if (sub.options.conflate !== false) this.add(sub);
  }

  /** @param {string} topic @param {unknown} data @returns {Promise<import('./feedhorn.d.ts').Receipt>} */
  publish(topic, data) {
    return new Promise((resolve, reject) => {
      const large = () => reject(new FeedError('too_large', 'the server does not take a message of this size', 413));
      this.#ask({type: 'publish', topic, data}, ({type, id, ...receipt}) => resolve(receipt), reject, large);
    });
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#beat);
    this.#socket?.close(1000);
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const {fail} of asked) fail?.(new FeedError('disconnected', 'the connection closed before the server answered'));
  }

  /** @param {Subscription} sub @param {string} since */
  #subscribe(sub, since) {
    const pace = this.#session.pace(other => other.topics.some(topic => sub.topics.includes(topic)));
    const {snapshot, reader} = sub.options;
    const resumes = sub.at.size > 0;
    sub.exact = false;
    this.#ask(
      {type: 'subscribe', topics: sub.topics, ...(resumes && since && {since}), snapshot, reader, ...pace},
      ({cursor, recovered}) => this.#subscribed(sub, cursor, recovered, pace),
      error => {
        if (error.code === 'disconnected') return;
        if (error.code === 'bad_cursor') sub.at.clear();
        // A feed that delivers every update cannot be slowed down: then it is asked for as it is.
        else if (this.#session.hidden && pace.maxRate && error.code === 'bad_request')
          sub.options = {...sub.options, conflate: false};
        else {
          this.#session.emit('error', Object.assign(error, {subscription: sub}));
          return sub.close();
        }
        if (!sub.closed) this.#subscribe(sub, sub.cursor);
      });
  }

  /** @param {Subscription} sub @param {string} cursor @param {boolean | undefined} recovered @param {object} pace */
  #subscribed(sub, cursor, recovered, pace) {
    this.#session.adopt(cursor, recovered);
    this.#session.recall(sub);
    sub.ready = true;
    sub.exact = !Object.keys(pace).length;
    // Offsets of conflated topics leave gaps behind the newest one, so they are no place to resume from.
    if (!sub.exact) return sub.at.clear();
    this.#ping(() => {
      for (const [feed, tail] of read(cursor))
        if (sub.exact && !sub.at.has(feed)) sub.at.set(feed, tail);
    });
  }

  #ping(then = () => {}) {
    const sent = local();
    this.#unanswered ||= sent;
    this.#ask({type: 'ping'}, ({now}) => {
      this.#session.clock.sample(sent, now, local());
      this.#events.working();
      then();
    });
  }

  /** Timers of a hidden page come late, so only a ping that was not answered counts as silence. */
  #listen() {
    if (this.#unanswered && local() - this.#unanswered > SILENCE_MS)
      this.#fail(new FeedError('silent', 'the server fell silent'));
    else this.#ping();
  }

  /**
   * @param {object} message @param {(message: any) => void} done
   * @param {(error: FeedError) => void} [fail] @param {() => void} [large]
   */
  #ask(message, done, fail, large) {
    const id = ++this.#id;
    this.#asked.set(id, {done, fail, large});
    this.#socket?.send(JSON.stringify({...message, id}));
  }

  /** @param {any} message */
  #hear(message) {
    if (this.#closed) return;
    this.#unanswered = 0;
    const asked = this.#asked.get(message.id);
    switch (message.type) {
      case 'update':
        this.#events.working();
        this.#session.update(message);
        return this.#session.pass(message);
      case 'reset':
        return this.#session.adopt(message.cursor, false);
      case 'leaving':
        this.#leaving = true;
        return;
      case 'welcome':
        return;
      case 'error': {
        const error = new FeedError(message.code, message.message);
        if (asked?.fail) asked.fail(error);
        else this.#session.emit('error', error);
        break;
      }
      default:
        if (message.type === 'subscribed') this.#events.working();
        asked?.done(message);
    }
    this.#asked.delete(message.id);
  }

  /** @param {number} code @param {string} reason */
  #end(code, reason) {
    if (code === 1009) for (const {large} of this.#asked.values()) large?.();
    const leaving = this.#leaving || code === 1001;
    const why = leaving ? 'the server is restarting' : reason || `closed with ${code}`;
    this.#fail(new FeedError(code === 4001 ? 'unauthorized' : 'closed', why), {
      final: code >= 4000 && code < 4100,
      pause: code >= 4100 && code < 4200,
      prompt: code >= 4200 && code < 4300,
      innocent: leaving,
    });
  }

  /** @param {FeedError} error @param {import('./lifeline.js').Advice} [advice] */
  #fail(error, advice) {
    if (this.#closed) return;
    this.close();
    this.#events.failed(error, advice);
  }
}
