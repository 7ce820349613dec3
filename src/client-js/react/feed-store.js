/** @import {Feed, State, Update} from '../feedhorn.js' */
/** @import {FeedView, UseFeedOptions} from './use-feed.js' */

const DEFAULT_KEEP = 100;

/** @type {FeedView} Also what a server renders, and the first render in the browser: they must be equal. */
export const NOTHING = {latest: {}, updates: [], state: {status: 'connecting', transport: null, trying: null, since: 0, reason: '', why: ''}};

/** @type {(render: () => void) => any} At most one render for each frame, none while the page is hidden. */
const schedule = globalThis.requestAnimationFrame ?? (render => setTimeout(render, 16));
const cancel = globalThis.cancelAnimationFrame ?? clearTimeout;

/**
 * The updates of one subscription, which is open while components listen.
 * @param {Feed | null | undefined} feed @param {string | string[]} topics @param {UseFeedOptions} options
 */
export function newFeedStore(feed, topics, {keep = DEFAULT_KEEP, ...options}) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {Map<string, Update>} */
  const latest = new Map();
  /** @type {Update[]} */
  let updates = [];
  let view = NOTHING;
  /** @type {(() => void)[]} */
  let closers = [];
  let frame = 0;

  const show = () => {
    frame = 0;
    view = {latest: Object.fromEntries(latest), updates: [...updates], state: feed?.state ?? NOTHING.state};
    for (const listener of listeners) listener();
  };
  const change = () => {
    frame ||= schedule(show);
  };
  /** @param {Update & {deleted?: boolean}} update */
  const onUpdate = update => {
    if (update.deleted) latest.delete(update.topic);
    else latest.set(update.topic, update);
    if (keep) updates.push(update);
    if (updates.length > keep) updates.shift();
    change();
  };
  /** What was shown of a feed may have ended meanwhile; its newest updates follow. @param {{feed: string | null, reason: string}} reset */
  const onReset = ({feed: name, reason}) => {
    const isGone = (/** @type {string} */ topic) => name === null || topic.startsWith(name + '.');
    for (const topic of [...latest.keys()].filter(isGone)) latest.delete(topic);
    updates = updates.filter(({topic}) => !isGone(topic));
    change();
    // Topics that missed nothing are not sent again: only a new subscription gets the newest updates of all.
    if (reason === 'history' && [topics].flat().some(isGone) && !options.reader) queueMicrotask(renew);
  };
  const renew = () => {
    if (!feed || !closers.length) return;
    closers[0]();
    const subscription = feed.subscribe(topics, onUpdate, {...options, since: undefined});
    closers[0] = () => subscription.close();
  };

  const open = () => {
    if (!feed) return;
    latest.clear();
    updates = [];
    view = {...NOTHING, state: feed.state};
    const subscription = feed.subscribe(topics, onUpdate, options);
    closers = [() => subscription.close(), feed.on('state', change), feed.on('reset', onReset)];
  };
  const close = () => {
    for (const closer of closers.splice(0)) closer();
    cancel(frame);
    frame = 0;
  };

  return {
    view: () => view,
    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) open();
      return () => {
        listeners.delete(listener);
        if (!listeners.size) close();
      };
    },
  };
}
