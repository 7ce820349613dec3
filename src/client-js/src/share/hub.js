import {feedOf, parseCursor} from '../cursor.js';

/** @import {ConnectOptions, Feed, Reset, Update} from '../../feedhorn.js' */
/** @import {Subscription, WireUpdate} from '../subscription.js' */
/** @typedef {{id: number, topics: string[], options: object, at: string}} SubscriptionRequest `at`: the positions from which it continues */
/** @typedef {{from: string, hub: string, attachment: number, kind: string, [field: string]: any}} FromTab */
/** @typedef {{to?: string, attachment?: number, kind: string, [field: string]: any}} ToTab without `to` it is for all tabs */
/** @typedef {{attachment: number, hidden: boolean, subs: Map<number, Subscription>, heardAt: number, watch: AbortController}} Tab */

/** A tab that says nothing for this long is gone. A browser runs timers of hidden tabs once a minute. */
const MAX_SILENCE_MS = 180_000;

/** The name of the lock that a tab holds as long as it exists. @param {string} tab */
export const lockOf = tab => `feedhorn tab ${tab}`;

/** Tells if two updates of a topic are the same one. In another epoch the offset may be that of another update. @param {WireUpdate} one @param {WireUpdate} other */
export const isSame = (one, other) => one.offset === other.offset && one.ts === other.ts;

/** A random name. */
export const newName = () => crypto.getRandomValues(new Uint32Array(3)).join('-');

/**
 * The connection that tabs share, with their subscriptions. Each subscription of a tab is one of the connection, so it gets what
 * it would get alone.
 * @param {(page: {page: object}) => Feed} open opens the connection, with the visibility of all tabs in place of that of one
 * @param {(batch: ToTab[]) => void} post
 */
export function newHub(open, post) {
  const name = newName();
  const page = Object.assign(new EventTarget(), {hidden: false});
  /** @type {Map<string, Tab>} */
  const tabs = new Map();
  /** @type {ToTab[]} */
  let batch = [];
  /** @type {Map<string, WireUpdate>} the newest update of each topic in the batch, which is copied once for all tabs */
  const updates = new Map();
  /** @type {Set<() => void>} reports of positions that have become known */
  const positions = new Set();
  /** @type {Feed | null} */
  let feed = null;
  let flushing = false;
  let closed = false;

  const flush = () => {
    flushing = false;
    for (const report of positions) report();
    positions.clear();
    updates.clear();
    const all = batch;
    batch = [];
    if (all.length && !closed) post(all);
  };
  const schedule = () => {
    if (flushing) return;
    flushing = true;
    queueMicrotask(flush);
  };
  /** @param {ToTab} message */
  const send = message => {
    batch.push(message);
    schedule();
  };
  /** @param {(tab: Tab) => object | null} content @param {string} kind */
  const tell = (kind, content) => {
    for (const [to, tab] of tabs) {
      const fields = content(tab);
      if (fields) send({to, attachment: tab.attachment, kind, ...fields});
    }
  };

  const connection = () => {
    if (feed && !isEnded(feed)) return feed;
    feed?.close();
    const made = open({page});
    const {clock} = made;
    feed = made;
    made.on('state', state => feed === made && tell('state', () => ({state, clock: clockOf(clock)})));
    made.on('reset', reset => tell('reset', tab => (reads(tab, reset) ? {reset} : null)));
    made.on('error', ({code, message, status, subscription}) => {
      const error = {code, message, status};
      if (!subscription) return tell('error', () => ({error}));
      for (const [to, {attachment, subs}] of tabs)
        for (const [id, sub] of subs) if (sub === /** @type {any} */ (subscription)) send({to, attachment, kind: 'error', error, id});
    });
    return made;
  };

  /** The update without what each tab computes itself, as one object for all tabs. @param {Update} update */
  const sharedUpdate = ({age, skipped, ...wire}) => {
    const known = updates.get(wire.topic);
    if (known && isSame(known, wire)) return known;
    updates.set(wire.topic, wire);
    return wire;
  };

  /** @param {string} to @param {Tab} tab @param {SubscriptionRequest} request */
  const add = (to, {attachment, subs}, {id, topics, options, at}) => {
    let covered = 0;
    const report = () => {
      if (!sub.closed && sub.at.size > covered) send({to, attachment, kind: 'position', ...describe(id, sub)});
    };
    /** @type {Subscription} */
    const sub = /** @type {any} */ (connection().subscribe(topics, update => {
      covered = sub.at.size;
      send({to, attachment, kind: 'update', update: sharedUpdate(update), ...describe(id, sub)});
    }, /** @type {any} */ ({...options, at})));
    subs.set(id, sub);
    // A tab must resume from a position that became known without an update.
    sub.at.set = (key, position) => {
      if (!sub.at.has(key)) {
        covered = Math.min(covered, sub.at.size);
        positions.add(report);
        schedule();
      }
      return Map.prototype.set.call(sub.at, key, position);
    };
  };

  const followVisibility = () => {
    const hidden = tabs.size > 0 && [...tabs.values()].every(tab => tab.hidden);
    if (hidden === page.hidden) return;
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };

  /** @param {string} from */
  const leave = from => {
    const tab = tabs.get(from);
    if (!tab) return;
    tabs.delete(from);
    tab.watch.abort();
    for (const sub of tab.subs.values()) sub.close();
    followVisibility();
    if (tabs.size) return;
    feed?.close();
    feed = null;
  };

  /** @param {FromTab} message */
  const attach = ({from, attachment, hidden, subs}) => {
    // Before the earlier subscriptions end, so that the connection stays.
    const former = tabs.get(from);
    /** @type {Tab} */
    const tab = {attachment, hidden, subs: new Map(), heardAt: performance.now(), watch: new AbortController()};
    tabs.set(from, tab);
    const {state, clock} = connection();
    send({to: from, attachment, kind: 'state', state, clock: clockOf(clock)});
    followVisibility();
    for (const request of subs) add(from, tab, request);
    former?.watch.abort();
    for (const sub of former?.subs.values() ?? []) sub.close();
    const {signal} = tab.watch;
    globalThis.navigator?.locks?.request(lockOf(from), {signal}, () => tabs.get(from) === tab && leave(from)).catch(() => {});
  };

  /** @type {Record<string, (tab: Tab, message: FromTab) => void>} */
  const handlers = {
    add: (tab, {from, sub}) => add(from, tab, sub),
    drop({subs}, {id}) {
      subs.get(id)?.close();
      subs.delete(id);
    },
    ping(tab, {from}) {
      // By a timer, which does not run in a frozen tab, although messages may arrive there.
      setTimeout(() => {
        if (tabs.get(from) !== tab || !feed) return;
        const all = [...tab.subs].filter(([, sub]) => sub.ready).map(([id, sub]) => describe(id, sub));
        send({to: from, attachment: tab.attachment, kind: 'pong', positions: all, clock: clockOf(feed.clock)});
      });
      for (const [other, {heardAt}] of tabs) if (performance.now() - heardAt > MAX_SILENCE_MS) leave(other);
    },
    publish({attachment}, {from, id, topic, text}) {
      connection().publish(topic, text === undefined ? undefined : JSON.parse(text)).then(
        receipt => send({to: from, attachment, kind: 'published', id, receipt}),
        ({code, message, status}) => send({to: from, attachment, kind: 'published', id, error: {code, message, status}}));
    },
    visibility(tab, {hidden}) {
      tab.hidden = hidden;
      followVisibility();
    },
    reconnect: () => connection().reconnect(),
    offline: () => page.dispatchEvent(new Event('offline')),
    leave: (_, {from}) => leave(from),
  };

  return {
    name,
    /** @param {FromTab} message */
    receive(message) {
      const {from, hub, attachment, kind} = message;
      if (kind === 'hello') return send({to: from, kind: 'hub', hub: name});
      if (hub !== name) return;
      if (kind === 'attach') return attach(message);
      const tab = tabs.get(from);
      if (tab?.attachment !== attachment) return send({to: from, attachment, kind: 'unknown'});
      tab.heardAt = performance.now();
      handlers[kind](tab, message);
    },
    close() {
      closed = true;
      for (const from of [...tabs.keys()]) leave(from);
    },
  };
}

/** @typedef {ReturnType<typeof newHub>} Hub */

/** @param {Feed} feed */
const isEnded = ({state: {status}}) => status === 'closed' || status === 'unauthorized';

/** @param {{offset: number, rtt: number}} clock */
const clockOf = ({offset, rtt}) => ({offset, rtt});

/** @param {number} id @param {Subscription} sub */
const describe = (id, sub) => ({id, cursor: sub.cursor, complete: sub.complete});

/** Tells if a tab reads a feed of a reset. @param {Tab} tab @param {Reset} reset */
const reads = ({subs}, {feed, cursor}) => {
  const feeds = feed ? [feed] : [...parseCursor(cursor).keys()];
  return [...subs.values()].some(({topics}) => topics.some(topic => feeds.includes(feedOf(topic))));
};
