/** @import {Session} from './session.js' */
/** @import {Throttle, Subscription} from './subscription.js' */
/** @typedef {{sub: Subscription, topics: string[], kind: number, throttle: Throttle}} SubscribeRequest topics with the same starting point */

/** Starting points: the whole history, a cursor, or snapshots. */
export const FROM_EARLIEST = 0;
export const FROM_CURSOR = 1;
const FROM_SNAPSHOT = 2;

/** @param {Subscription} one @param {Subscription} other */
export const sharesFeed = (one, other) => [...one.feeds].some(feed => other.feeds.has(feed));

/**
 * The requests of a subscription. There are two if it resumes some of its feeds and reads the others from the beginning of
 * their history.
 * @param {Session} session @param {Subscription} sub @returns {SubscribeRequest[]}
 */
export function requestsOf(session, sub) {
  const {fresh, earliest, topics} = sub;
  const begun = topics.filter(topic => !fresh.includes(topic));
  /** @param {string[]} wanted @param {number} kind @param {(other: Subscription) => boolean} shares @returns {SubscribeRequest[]} */
  const request = (wanted, kind, shares) => (wanted.length ? [{sub, topics: wanted, kind, throttle: session.throttle(shares)}] : []);
  /** @param {Subscription} other */
  const sharesTopic = other => other.topics.some(topic => topics.includes(topic));
  if (!earliest) return request(topics, begun.length ? FROM_CURSOR : FROM_SNAPSHOT, sharesTopic);
  // Later requests of the feed get no replay, so this one must satisfy all subscriptions.
  return [...request(fresh, FROM_EARLIEST, other => sharesFeed(other, sub)), ...request(begun, FROM_CURSOR, sharesTopic)];
}

/**
 * All requests, grouped by `subscribe` message, in the order in which to send them. The updates of one message arrive in
 * order, so there are as few messages as possible. The server does not replay a topic that is subscribed already, so
 * requests from the beginning come first, then resumed ones, unthrottled before throttled.
 * @param {Session} session @returns {SubscribeRequest[][]}
 */
export function groupsOf(session) {
  /** @type {Map<string, {rank: number, requests: SubscribeRequest[]}>} */
  const groups = new Map();
  for (const request of [...session.subs].flatMap(sub => requestsOf(session, sub))) {
    const {sub: {options}, kind, throttle} = request;
    const key = JSON.stringify([kind, throttle, options.snapshot, options.reader]);
    const group = groups.get(key) ?? {rank: 2 * kind + +!!Object.keys(throttle).length, requests: []};
    group.requests.push(request);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => a.rank - b.rank).map(({requests}) => requests);
}
