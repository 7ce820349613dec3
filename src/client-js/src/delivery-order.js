import {feedOf, read} from './cursor.js';

/** @import {Session} from './session.js' */
/** @import {Subscription, WireUpdate} from './subscription.js' */

/**
 * The order of what one connection brings. What one message subscribes to comes in the order of its feed. What is
 * subscribed beside it is owed later, though it may be older: a subscription that gets parts of both waits until it
 * has all of it, so that what it is handed is in order, and the position of each update one to resume from.
 * @param {Session} session
 */
export function newOrder(session) {
  /** @type {Map<Subscription, {turn: number, updates: WireUpdate[]}>} */
  const held = new Map();
  /** @type {Set<string>} feeds that are heard already */
  const heard = new Set();
  /** @type {Map<string, number>} the last offset that was owed at the time of subscribing */
  const tails = new Map();
  let turns = 0;

  const order = {
    /** How many updates came that were owed when they were subscribed to. */
    owed: 0,

    /** Something is subscribed to. @param {Subscription[]} subs @param {Set<string>} feeds @returns {number} the turn to settle */
    begin(subs, feeds) {
      const turn = ++turns;
      for (const sub of subs)
        if (held.has(sub) || [...feeds].some(feed => heard.has(feed))) held.set(sub, {turn, updates: held.get(sub)?.updates ?? []});
      for (const feed of feeds) heard.add(feed);
      return turn;
    },

    /** @param {string} cursor the end of what is owed */
    answered(cursor) {
      for (const [feed, {offset}] of read(cursor)) tails.set(feed, offset);
    },

    /** @param {Subscription} sub */
    isHeld: sub => held.has(sub),

    /** What the server does not send because it is heard already. @param {Subscription} sub */
    recall(sub) {
      held.get(sub)?.updates.push(...session.known(sub));
    },

    /** @param {WireUpdate} wire */
    update(wire) {
      if (wire.offset <= (tails.get(feedOf(wire.topic)) ?? 0)) order.owed++;
      for (const [sub, {updates}] of held) if (sub.ready && sub.matches(wire.topic)) updates.push(wire);
      session.update(wire, [...session.subs].filter(sub => !held.has(sub)));
    },

    /** All that this turn owed has come. @param {Subscription} sub @param {number} turn */
    settled(sub, turn) {
      const waiting = held.get(sub);
      if (waiting?.turn !== turn) return;
      held.delete(sub);
      for (const wire of waiting.updates.sort((a, b) => a.offset - b.offset)) session.update(wire, [sub]);
    },

    /** The log of a feed began anew. @param {string} feed */
    forget(feed) {
      tails.delete(feed);
      for (const waiting of held.values()) waiting.updates = waiting.updates.filter(({topic}) => feedOf(topic) !== feed);
    },

    /** Nobody is subscribed to these any more. @param {Set<string>} feeds */
    unheard(feeds) {
      for (const feed of feeds) heard.delete(feed);
    },

    /** @param {Subscription} gone */
    drop(gone) {
      held.delete(gone);
    },
  };
  return order;
}
