import {feedOf, parseCursor} from './cursor.js';

/** @import {Session} from './session.js' */
/** @import {Subscription, WireUpdate} from './subscription.js' */

/**
 * Restores the order of updates on one connection. The topics of one `subscribe` message arrive in the order of their
 * feed. A later `subscribe` message of the same feed is replayed later, although its updates may be older. A
 * subscription that needs both is held until its replay is complete. Its updates are then delivered in order, and the
 * cursor of each of them can be resumed from.
 * @param {Session} session
 */
export function newDeliveryOrder(session) {
  /** @type {Map<Subscription, {request: number, updates: WireUpdate[]}>} */
  const held = new Map();
  /** @type {Set<string>} feeds that an earlier message subscribed to */
  const subscribedFeeds = new Set();
  /** @type {Map<string, number>} the newest offset of each feed at the time of subscribing */
  const endOffsets = new Map();
  let requests = 0;

  const order = {
    /** The number of replayed updates received. */
    owed: 0,

    /** Registers a `subscribe` message. @param {Subscription[]} subs @param {Set<string>} feeds @returns {number} the number of the message, for `settled` */
    begin(subs, feeds) {
      const request = ++requests;
      for (const sub of subs)
        if (held.has(sub) || [...feeds].some(feed => subscribedFeeds.has(feed))) held.set(sub, {request, updates: held.get(sub)?.updates ?? []});
      for (const feed of feeds) subscribedFeeds.add(feed);
      return request;
    },

    /** Records where the replay ends. @param {string} cursor of the `subscribed` message */
    answered(cursor) {
      for (const [feed, {offset}] of parseCursor(cursor)) endOffsets.set(feed, offset);
    },

    /** @param {Subscription} sub */
    isHeld: sub => held.has(sub),

    /** Adds the newest known updates, which the server does not send again for a topic that is subscribed already. @param {Subscription} sub */
    recall(sub) {
      held.get(sub)?.updates.push(...session.snapshots(sub));
    },

    /** @param {WireUpdate} wire */
    update(wire) {
      if (wire.offset <= /** @type {any} */ (endOffsets.get(feedOf(wire.topic)))) order.owed++;
      for (const [sub, {updates}] of held) if (sub.ready && sub.matches(wire.topic)) updates.push(wire);
      session.update(wire, [...session.subs].filter(sub => !held.has(sub)));
    },

    /** Delivers the held updates once the replay of this message is complete. @param {Subscription} sub @param {number} request */
    settled(sub, request) {
      const waiting = held.get(sub);
      if (waiting?.request !== request) return;
      held.delete(sub);
      for (const wire of waiting.updates.sort((a, b) => a.offset - b.offset)) session.update(wire, [sub]);
    },

    /** Discards the held updates of a feed whose log was reset. @param {string} feed */
    forget(feed) {
      endOffsets.delete(feed);
      for (const waiting of held.values()) waiting.updates = waiting.updates.filter(({topic}) => feedOf(topic) !== feed);
    },

    /** Removes feeds that are no longer subscribed to. @param {Set<string>} feeds */
    unsubscribed(feeds) {
      for (const feed of feeds) subscribedFeeds.delete(feed);
    },

    /** @param {Subscription} gone */
    drop(gone) {
      held.delete(gone);
    },
  };
  return order;
}
