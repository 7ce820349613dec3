import {feedOf, parseCursor} from '../cursor.js';
import {FeedError} from '../errors.js';
import {KEPT} from './inbox.js';
import {itemOf} from './notification.js';
import {newReader} from './reader.js';
import {newReadState} from './read-state.js';
import {newRequests} from './requests.js';

/** @import {BellStatus} from '../../feedhorn-bell.js' */
/** @import {ConnectOptions, Feed, Subscription, Update} from '../../feedhorn.js' */
/** @import {Inbox} from './inbox.js' */
/** @import {GetToken} from './requests.js' */
/** @import {Storage} from './storage.js' */
/** @typedef {(server: string, options: ConnectOptions) => Feed} Connect */
/** @typedef {{connect: Connect, server: string, base: string, topics: string[], reader: string, getToken: GetToken, kept: Storage}} Settings `server` ends with a slash; relative links refer to `base`; `kept` is for marks without a reader */
/** @typedef {{topic: string, cursor: string, updates: Update[]}} History */

const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** Shorter interruptions are not shown. */
const LOST_AFTER_MS = 3_000;
const RESET_DELAY_MS = 20;

/**
 * Keeps an inbox equal to the server's: loads the history of the topics and the reader, follows both, and sends what is marked
 * as read. Loads everything again if updates may be missing.
 * @param {Settings} settings
 * @param {Inbox} inbox
 * @param {{changed: (fresh: string[]) => void, status: (status: BellStatus) => void, problem: (error: Error) => void}} on
 *   `fresh`: notifications that have just arrived
 */
export function openConnection({connect, server, base, topics, reader: name, getToken, kept}, inbox, on) {
  const requests = newRequests(server, getToken);
  const reader = newReader(requests, name, kept, on.problem);
  const feed = connect(server, {token: getToken});
  /** @type {Subscription[]} */
  let subs = [];
  /** @type {Record<string, ReturnType<typeof setTimeout> | undefined>} */
  const timers = {};
  /** @type {string[]} */
  let allowed = [];
  let loads = 0;
  let failures = 0;
  let loaded = false;
  let sending = false;
  let closed = false;

  /** @param {string} name @param {() => void} act @param {number} ms */
  const after = (name, act, ms) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, ms);
  };
  const delay = () => Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** failures++);

  const load = async () => {
    const number = ++loads;
    clearTimeout(timers.load);
    try {
      const answers = await Promise.all(topics.map(historyOf));
      const histories = answers.filter(answer => answer !== null);
      if (!histories.length) throw new FeedError('forbidden', 'None of the topics may be read.');
      allowed = histories.map(({topic}) => topic);
      const marks = await reader.open(allowed);
      if (closed || number !== loads) return;
      const items = histories.flatMap(({topic, cursor, updates}) => {
        const epoch = epochOf(cursor, topic);
        return updates.slice(updates.findLastIndex(update => update.deleted) + 1).map(update => itemOf(update, epoch, base)).filter(item => item !== null);
      });
      inbox.replace(items, histories.filter(({updates}) => updates.length >= KEPT).map(({topic}) => topic), marks);
      loaded = true;
      failures = 0;
      follow(histories);
      showStatus();
      on.changed([]);
      send();
    } catch (error) {
      if (!closed && number === loads) onLoadError(/** @type {any} */ (error));
    }
  };

  /** The newest updates of a topic; null if only this topic is not permitted. @param {string} topic @returns {Promise<History | null>} */
  const historyOf = async topic => {
    try {
      return {topic, ...(await requests.history(topic, KEPT))};
    } catch (error) {
      if (/** @type {any} */ (error).code !== 'forbidden') throw error;
      on.problem(/** @type {Error} */ (error));
      return null;
    }
  };

  /** @param {Error & {code?: string}} error */
  const onLoadError = error => {
    if (error.code === 'unauthorized' || error.code === 'forbidden') return end(error.code, error);
    on.problem(error);
    on.status('offline');
    after('load', load, delay());
  };

  /** @param {'unauthorized' | 'forbidden'} status @param {Error} error */
  const end = (status, error) => {
    on.problem(error);
    on.status(status);
  };

  /** @param {History[]} histories */
  const follow = histories => {
    for (const sub of subs) sub.close();
    subs = histories.map(({topic, cursor}) => {
      /** @type {Subscription} */
      const sub = feed.subscribe(topic, update => {
        if (update.deleted) {
          inbox.end(update.topic);
          return on.changed([]);
        }
        const item = itemOf(update, epochOf(sub.cursor, topic), base);
        if (item && inbox.add(item)) on.changed([item.id]);
      }, {since: cursor, conflate: false});
      return sub;
    });
    if (reader.shared) subs.push(feed.subscribe(reader.topic, ({data = {}}) => confirm(data), {conflate: false}));
  };

  /** @param {Partial<import('./read-state.js').Marks>} marks */
  const confirm = marks => {
    inbox.confirm(marks);
    on.changed([]);
  };

  /** Sends what is marked as read. Repeated until the server has answered. */
  const send = async () => {
    if (sending || closed || !loaded || inbox.pending.empty) return;
    sending = true;
    clearTimeout(timers.send);
    const {marks} = inbox.pending;
    try {
      const answer = await reader.acknowledge(marks);
      sending = false;
      failures = 0;
      inbox.confirm(marks);
      confirm(answer);
      send();
    } catch (problem) {
      sending = false;
      const error = /** @type {Error & {code?: string, status?: number}} */ (problem);
      if (closed) return;
      if (isFinal(error)) {
        inbox.pending.subtract(newReadState(marks));
        on.problem(error);
        on.changed([]);
      } else after('send', send, delay());
    }
  };

  const showStatus = () => {
    const {status} = feed.state;
    clearTimeout(timers.lost);
    if (status === 'live' && loaded) on.status('live');
    else if (status === 'unauthorized' || status === 'forbidden') end(status, new Error(feed.state.reason));
    // A page that is prerendered connects when the user opens it.
    else if (!(/** @type {any} */ (globalThis.document)?.prerendering)) timers.lost = setTimeout(() => on.status('offline'), LOST_AFTER_MS);
  };

  let wasLive = false;
  feed.on('state', ({status}) => {
    if (closed) return;
    const live = status === 'live';
    if (live && !wasLive) {
      failures = 0;
      if (!loaded) load();
      // A mark of another device may have been lost with a reset of the feed `sys`.
      else reader.open(allowed).then(confirm, () => {});
      send();
    }
    wasLive = live;
    showStatus();
  });
  feed.on('reset', () => after('load', load, RESET_DELAY_MS));
  feed.on('gap', () => after('load', load, RESET_DELAY_MS));
  feed.on('error', on.problem);
  load();

  return {
    send,
    /** Tries again now what waits for another attempt. */
    retry() {
      failures = 0;
      if (!loaded) load();
      send();
    },
    get clockOffset() {
      return feed.clock.offset;
    },
    close() {
      closed = true;
      for (const timer of Object.values(timers)) clearTimeout(timer);
      feed.close();
    },
  };
}

/** @typedef {ReturnType<typeof openConnection>} Connection */

/** @param {string} cursor @param {string} topic */
const epochOf = (cursor, topic) => parseCursor(cursor).get(feedOf(topic))?.epoch ?? '';

/** Tells if the same request would be refused again. @param {{status?: number, code?: string}} error */
const isFinal = ({status = 0, code}) => code === 'too_many' || (status >= 400 && status < 500 && ![401, 408, 429].includes(status));
