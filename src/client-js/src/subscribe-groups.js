/** @import {Session} from './session.js' */
/** @import {Pace, Subscription} from './subscription.js' */
/** @typedef {{sub: Subscription, topics: string[], kind: number, pace: Pace}} Wish topics that begin in one way */

/** How topics begin: with all of history, after a cursor, or with snapshots. */
export const FIRST = 0;
export const RESUMED = 1;
const NEW = 2;

/** @param {Subscription} one @param {Subscription} other */
export const sharesFeed = (one, other) => [...one.feeds].some(feed => other.feeds.has(feed));

/**
 * A subscription that has a position in some of its feeds only, and wants the others from their beginning,
 * has two wishes.
 * @param {Session} session @param {Subscription} sub @returns {Wish[]}
 */
export function wishesOf(session, sub) {
  const {fresh, earliest, topics} = sub;
  const begun = topics.filter(topic => !fresh.includes(topic));
  /** @param {string[]} wanted @param {number} kind @param {(other: Subscription) => boolean} shares @returns {Wish[]} */
  const wish = (wanted, kind, shares) => (wanted.length ? [{sub, topics: wanted, kind, pace: session.pace(shares)}] : []);
  /** @param {Subscription} other */
  const sharesTopic = other => other.topics.some(topic => topics.includes(topic));
  if (!earliest) return wish(topics, begun.length ? RESUMED : NEW, sharesTopic);
  // Who comes after it is replayed nothing of it, so it has to be good for all.
  return [...wish(fresh, FIRST, other => sharesFeed(other, sub)), ...wish(begun, RESUMED, sharesTopic)];
}

/**
 * All wishes, in groups that one message can ask for, in the order in which to ask. What one message asks for
 * comes in one order, so there are as few as can be. What is heard already is not replayed to the next: first go
 * those from the beginning, then those who resume, and of them those who want everything.
 * @param {Session} session @returns {Wish[][]}
 */
export function groupsOf(session) {
  /** @type {Map<string, {rank: number, wishes: Wish[]}>} */
  const groups = new Map();
  for (const wish of [...session.subs].flatMap(sub => wishesOf(session, sub))) {
    const {sub: {options}, kind, pace} = wish;
    const key = JSON.stringify([kind, pace, options.snapshot]);
    const group = groups.get(key) ?? {rank: 2 * kind + (Object.keys(pace).length ? 1 : 0), wishes: []};
    group.wishes.push(wish);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => a.rank - b.rank).map(({wishes}) => wishes);
}
