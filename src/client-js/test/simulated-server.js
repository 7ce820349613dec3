const HISTORY = 40;
const HEARTBEAT_MS = 4_000;

const RAW = '@raw@';

const feedOf = topic => topic.split('.', 1)[0];
function matches(pattern, topic) {
  const [parts, names] = [pattern.split('.'), topic.split('.')];
  const open = parts.at(-1) === '>';
  return (open ? names.length >= parts.length : names.length === parts.length) && parts.every((part, i) => part === '*' || part === '>' || part === names[i]);
}

/**
 * A small model of the wire contract: ordered feeds, cursors, limited history and reset. It has no network; a connection
 * is a callback for messages.
 */
export class SimulatedServer {
  #epochs = 0;
  #readers = new Set();
  feeds = new Map();
  /** The JSON text to publish instead of the epoch. @type {string | null} */
  raw = null;
  /** The maximum number of updates in a poll's answer. */
  page = Infinity;

  constructor() {
    this.restart();
  }

  /** Restarts without history, as a server without durable storage does. */
  restart() {
    this.epoch = `e${String(++this.#epochs).padStart(3, '0')}`;
    this.feeds = new Map([['p', []], ['e', []]]);
    this.#readers.clear();
  }

  /** Formats an update, with the JSON text of its data as published. */
  encode(message) {
    return JSON.stringify(message).replaceAll(JSON.stringify(RAW), () => this.raw);
  }

  get cursors() {
    return new Map([...this.feeds].map(([feed, log]) => [feed, log.length]));
  }

  publish(topic) {
    const log = this.feeds.get(feedOf(topic));
    const seq = log.filter(update => update.topic === topic).length + 1;
    const update = {type: 'update', topic, offset: log.length + 1, seq, ts: Date.now(), data: this.raw === null ? this.epoch : RAW};
    log.push(update);
    for (const reader of [...this.#readers]) reader.offer(update);
    return update;
  }

  newest(topic) {
    return this.feeds.get(feedOf(topic)).findLast(update => update.topic === topic);
  }

  #cursor(feeds, at = this.cursors) {
    return feeds.map(feed => `${feed}:${this.epoch}:${at.get(feed)}`).join();
  }

  /** The updates after a cursor; null if the cursor is rejected. */
  #replay(patterns, since, {conflate, snapshot = true} = {}) {
    const feeds = [...new Set(patterns.map(feedOf))];
    const earliest = since === 'earliest';
    const positions = new Map((earliest ? '' : since ?? '').split(',').filter(Boolean).map(part => part.split(':')).map(([feed, ...at]) => [feed, at]));
    if ([...positions.keys()].some(feed => !feeds.includes(feed))) return {refused: 'bad_cursor'};
    if (conflate && feeds.includes('e')) return {refused: 'bad_request'};
    let recovered = true;
    const updates = feeds.flatMap(feed => {
      const log = this.feeds.get(feed);
      const [epoch, offset] = positions.get(feed) ?? [];
      // A position beyond the end belongs to an unknown log.
      const sameEpoch = epoch === this.epoch && Number(offset) <= log.length;
      const partial = sameEpoch && offset.length > 1 && offset[0] === '0';
      if (epoch && !sameEpoch) recovered = false;
      return [...new Set(log.map(update => update.topic))].filter(topic => patterns.some(pattern => matches(pattern, topic))).flatMap(topic => {
        const all = log.filter(update => update.topic === topic);
        if (earliest) return all.slice(conflate ? -1 : -HISTORY);
        if (!sameEpoch) return epoch || snapshot ? [all.at(-1)] : [];
        const missed = all.filter(update => update.offset > Number(offset));
        if (partial) return missed.slice(conflate ? -1 : -HISTORY);
        if (conflate || missed.length <= HISTORY) return conflate ? missed.slice(-1) : missed;
        recovered = false;
        return missed.slice(-1);
      }).sort((a, b) => a.offset - b.offset);
    });
    return {feeds, recovered: earliest ? undefined : recovered, updates, cursor: this.#cursor(feeds)};
  }

  poll({topics, since, conflate, limit = Infinity}) {
    const replay = this.#replay(topics, since, {conflate});
    if (replay.refused) return replay;
    const answer = {cursor: replay.cursor, now: Date.now(), recovered: replay.recovered, updates: limit > 1 ? replay.updates : []};
    if (limit === 1 || replay.updates.length <= this.page) return answer;
    const updates = replay.updates.slice(0, this.page);
    const {offset} = updates.at(-1);
    const partial = since === 'earliest' || since?.includes(':0');
    return {...answer, updates, more: true, cursor: `${replay.feeds[0]}:${this.epoch}:${partial ? '0' : ''}${offset}`};
  }

  /** Calls back once, at the next update. */
  await(topics, action) {
    const reader = {offer: update => topics.some(pattern => matches(pattern, update.topic)) && (this.#readers.delete(reader), action())};
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  stream({topics, since, maxRate, conflate}, write) {
    const replay = this.#replay(topics, since, {conflate: conflate || maxRate});
    if (replay.refused) return replay;
    const at = new Map();
    const cursor = () => this.#cursor([...at.keys()], at);
    const send = update => {
      at.set(feedOf(update.topic), update.offset);
      write(`id: ${cursor()}\nevent: update\ndata: ${this.encode(update)}\n\n`);
    };
    write('retry: 2000\n');
    if (!since) write('event: cursor\ndata: {"type":"cursor"}\n\n');
    if (replay.recovered === false) write(`event: reset\ndata: ${JSON.stringify({type: 'reset', feed: null, cursor: replay.cursor})}\n\n`);
    for (const [feed, , offset] of (since ?? '').split(',').filter(Boolean).map(part => part.split(':'))) at.set(feed, Number(offset));
    if (replay.recovered === false) at.clear();
    replay.updates.forEach(send);
    for (const feed of replay.feeds) at.set(feed, this.feeds.get(feed).length);
    write(`event: cursor\nid: ${cursor()}\ndata: {"type":"cursor"}\n\n`);
    const heartbeat = setInterval(write, HEARTBEAT_MS, ':\n');
    const window = new Window(maxRate, send);
    const reader = {offer: update => topics.some(pattern => matches(pattern, update.topic)) && window.offer(update)};
    this.#readers.add(reader);
    return {close: () => (clearInterval(heartbeat), window.close(), this.#readers.delete(reader))};
  }

  /** An event-bus connection. Returns the function that receives the client's messages. Each address is a subscription. */
  bus(write) {
    const addresses = new Map();
    const send = message => write(this.encode(message));
    const handlers = {
      register: ({address, replyAddress, headers: {since, maxRate, conflate}}) => {
        const replay = this.#replay([address], since, {conflate: conflate || maxRate});
        if (replay.refused) return send({type: 'err', body: 'rejected', message: `${replay.refused}: refused`});
        const deliver = update => send({type: 'rec', address, headers: {cursor: this.#cursor([feedOf(address)], new Map([[feedOf(address), update.offset]]))}, body: update});
        const window = new Window(maxRate, deliver);
        const reader = {offer: update => matches(address, update.topic) && window.offer(update)};
        send({type: 'rec', address: replyAddress, body: {cursor: replay.cursor, ...(since && {recovered: replay.recovered})}});
        replay.updates.forEach(deliver);
        this.#readers.add(reader);
        addresses.set(address, {window, reader});
      },
      ping: ({replyAddress}) => {
        const complete = [...addresses.values()].every(({window}) => window.isEmpty);
        const cursor = complete ? this.#cursor([...new Set([...addresses.keys()].map(feedOf))]) : '';
        send({type: 'rec', address: replyAddress, body: {now: Date.now(), cursor}});
      },
    };
    return {
      receive: text => (message => handlers[message.type](message))(JSON.parse(text)),
      close: () => addresses.forEach(({window, reader}) => (window.close(), this.#readers.delete(reader))),
    };
  }

  /** A `feedhorn.v1` connection. Returns the function that receives the client's messages. */
  socket(write) {
    const patternRates = new Map();
    const windows = new Map();
    const send = message => write(this.encode(message));
    const matchingPatterns = topic => [...patternRates.keys()].filter(pattern => matches(pattern, topic));
    /** The rate window of a feed: the longest interval requested, so that the feed stays in order. */
    const window = feed => {
      const rates = [...patternRates].filter(([pattern, rate]) => rate && feedOf(pattern) === feed).map(([, rate]) => rate);
      if (!windows.has(feed)) windows.set(feed, new Window(rates.length ? Math.min(...rates) : Infinity, send));
      return windows.get(feed);
    };
    const reader = {
      offer(update) {
        const rates = matchingPatterns(update.topic).map(pattern => patternRates.get(pattern) ?? Infinity);
        if (rates.length) window(feedOf(update.topic)).offer(update, Math.max(...rates) === Infinity);
      },
    };
    this.#readers.add(reader);
    send({type: 'welcome', session: 'x', heartbeat: 15, now: Date.now()});
    const handlers = {
      subscribe: ({id, topics, since, snapshot, maxRate, conflate}) => {
        const replay = this.#replay(topics, since, {conflate: conflate || maxRate, snapshot});
        if (replay.refused) return send({type: 'error', id, code: replay.refused, message: replay.refused});
        const covered = new Set(replay.updates.map(({topic}) => topic).filter(topic => matchingPatterns(topic).length));
        send({type: 'subscribed', id, topics, cursor: replay.cursor, ...(since && {recovered: replay.recovered})});
        // Updates held by an earlier rate are sent first.
        for (const held of windows.values()) (held.flush(), held.close());
        windows.clear();
        for (const topic of topics) patternRates.set(topic, maxRate);
        replay.updates.filter(({topic}) => !covered.has(topic)).forEach(send);
      },
      unsubscribe: ({id, topics}) => {
        for (const topic of topics) patternRates.delete(topic);
        for (const held of windows.values()) held.discard(topic => !matchingPatterns(topic).length);
        send({type: 'unsubscribed', id, topics});
      },
      ping: ({id}) => send({type: 'pong', id, now: Date.now()}),
    };
    return {
      receive: text => (message => handlers[message.type](message))(JSON.parse(text)),
      close: () => (windows.forEach(window => window.close()), this.#readers.delete(reader)),
    };
  }
}

/** A rate window: the newest update of each topic, in order of offsets, at most once per interval. */
class Window {
  #held = new Map();
  #timer;
  #interval;
  #send;

  constructor(rate, send) {
    this.#interval = rate && rate < Infinity ? 1000 / rate : 0;
    this.#send = send;
  }

  get isEmpty() {
    return !this.#held.size;
  }

  /** @param {boolean} whole send at once, unless earlier updates are held */
  offer(update, whole = false) {
    if (!this.#interval || (whole && this.isEmpty)) return this.#send(update);
    if (whole) return this.#held.set(update.offset, update);
    if (!this.#timer) {
      this.#send(update);
      this.#timer = setInterval(() => this.flush(), this.#interval);
      return;
    }
    this.#held.delete(update.topic);
    this.#held.set(update.topic, update);
  }

  flush() {
    if (!this.#held.size) this.close();
    for (const update of this.#held.values()) this.#send(update);
    this.#held.clear();
  }

  discard(matches) {
    for (const [key, {topic}] of this.#held) if (matches(topic)) this.#held.delete(key);
  }

  close() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
