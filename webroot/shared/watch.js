import {shared as storage} from './storage.js';

/**
 * The watch list: topics that this browser keeps, in the order in which they were added. A link with `?watch=` has a list of
 * its own, which is shown and not kept.
 */

const KEY = 'feedhorn.watch';
const PARAMETER = 'watch';
/** The maximum number of topics; the star of a further one does nothing. */
export const MAX_WATCHED = 50;

/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {string[]} */
function kept() {
  try {
    const list = JSON.parse(storage.get(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter(one => typeof one === 'string').slice(0, MAX_WATCHED) : [];
  } catch {
    return [];
  }
}

let own = kept();
/** The list of the link with which the page was opened; null without one. @type {string[] | null} */
let shared = listOf(new URLSearchParams(location.search).get(PARAMETER));

/** @param {string | null} text */
function listOf(text) {
  const list = text?.split(',').map(one => one.trim()).filter(Boolean) ?? [];
  return list.length ? [...new Set(list)].slice(0, MAX_WATCHED) : null;
}

export const watchList = {
  /** The topics to show. */
  get topics() {
    return shared ?? own;
  },
  get isShared() {
    return shared !== null;
  },
  /** @param {string} topic */
  has: topic => own.includes(topic),
  /** Adds or removes a topic. @param {string} topic @returns {boolean} true if it is watched now */
  toggle(topic) {
    const removed = own.includes(topic);
    keep(removed ? own.filter(one => one !== topic) : [...own, topic].slice(0, MAX_WATCHED));
    return !removed;
  },
  /** Adds the topics of the link to the own ones. */
  keepShared() {
    const list = shared ?? [];
    this.leaveShared();
    keep([...new Set([...own, ...list])].slice(0, MAX_WATCHED));
  },
  /** Shows the own list again. */
  leaveShared() {
    shared = null;
    const url = new URL(location.href);
    url.searchParams.delete(PARAMETER);
    history.replaceState(history.state, '', url);
    changed();
  },
  /** A link to this list. */
  get link() {
    return `${location.origin}/?${PARAMETER}=${this.topics.map(encodeURIComponent).join(',')}`;
  },
  /** Calls back when the list has changed, in this tab or another one. @param {() => void} listener */
  onChange(listener) {
    listeners.add(listener);
  },
};

/** @param {string[]} list */
function keep(list) {
  own = list;
  storage.set(KEY, JSON.stringify(list));
  changed();
}

function changed() {
  for (const listener of listeners) listener();
}

addEventListener('storage', ({key}) => {
  if (key !== KEY) return;
  own = kept();
  changed();
});
