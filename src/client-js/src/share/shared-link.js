import {feedOf, formatCursor, parseCursor} from '../cursor.js';
import {isSame} from './hub.js';

/** @import {FeedError, Receipt} from '../../feedhorn.js' */
/** @import {SubscriptionRequest, ToTab} from './hub.js' */
/** @import {Session} from '../session.js' */
/** @import {Subscription, WireUpdate} from '../subscription.js' */
/** @typedef {{resolve: (receipt: Receipt) => void, reject: (error: Error) => void}} PendingPublish */

/**
 * The subscriptions of this tab in a hub. It takes the place of a transport's connection.
 * @param {Session} session @param {(message: object) => void} post @param {typeof FeedError} Failure
 */
export function newLink(session, post, Failure) {
  /** @type {Map<number, Subscription>} */
  let subs = new Map();
  /** @type {Map<number, PendingPublish>} */
  let pending = new Map();
  /** @type {Map<string, string>} */
  const epochs = new Map();
  /** @type {Map<string, WireUpdate>} the newest update of each topic, which several subscriptions may get */
  const newest = new Map();
  let ids = 0;

  /** @param {Subscription} sub @returns {SubscriptionRequest} */
  const requestOf = sub => {
    const id = ++ids;
    subs.set(id, sub);
    const {topics, options: {maxRate, conflate, since, reader, snapshot}, at} = sub;
    return {id, topics, options: {maxRate, conflate, since, reader, snapshot}, at: formatCursor(at)};
  };

  /** @param {string} cursor */
  const adopt = cursor => {
    const changed = [...parseCursor(cursor)].filter(([feed, {epoch}]) => epochs.get(feed) !== epoch);
    if (!changed.length) return;
    for (const [feed, {epoch}] of changed) epochs.set(feed, epoch);
    session.adopt(cursor);
  };

  /** The subscription, with what its messages say about it. @param {{id: number, cursor: string, complete: boolean}} message */
  const subOf = ({id, cursor, complete}) => {
    const sub = subs.get(id);
    if (!sub || sub.closed) return;
    adopt(cursor);
    sub.ready = true;
    if (sub.complete !== complete) sub.setThrottled(!complete);
    return sub;
  };

  /** @param {any} message */
  const onPosition = message => {
    const sub = subOf(message);
    if (sub) session.advance(message.cursor, [sub]);
  };

  /** @type {Record<string, (message: any) => void>} */
  const handlers = {
    update(message) {
      const sub = subOf(message);
      if (!sub) return;
      const {topic, offset} = message.update;
      const known = newest.get(topic);
      const wire = known && isSame(known, message.update) ? known : message.update;
      newest.set(topic, wire);
      // All subscriptions get it in the same batch.
      if (wire.deleted) queueMicrotask(() => newest.delete(topic));
      const feed = feedOf(topic);
      const at = parseCursor(message.cursor);
      const own = at.get(feed);
      at.delete(feed);
      for (const [other, position] of at) sub.advance(other, position);
      // The hub has delivered it, so an older position was refused by the server.
      if (offset <= (sub.at.get(feed)?.offset ?? 0)) sub.forget(feed);
      session.update(wire, [sub], own?.offset === offset);
      if (own) sub.at.set(feed, own);
    },
    position: onPosition,
    pong({positions, clock}) {
      Object.assign(session.clock, clock);
      positions.forEach(onPosition);
    },
    reset({reset: {cursor, feed, reason}}) {
      for (const [name, {epoch}] of parseCursor(cursor)) epochs.set(name, epoch);
      session.adopt(cursor, reason === 'history' ? false : undefined, feed);
    },
    published({id, receipt, error}) {
      const publish = pending.get(id);
      pending.delete(id);
      if (error) publish?.reject(new Failure(error.code, error.message, error.status));
      else publish?.resolve(receipt);
    },
  };

  return {
    /** Starts again with another hub. @returns {SubscriptionRequest[]} all subscriptions */
    restart() {
      const left = pending;
      pending = new Map();
      for (const {reject} of left.values()) reject(new Failure('disconnected', 'the connection closed'));
      subs = new Map();
      return [...session.subs].map(requestOf);
    },
    /** @param {ToTab} message */
    received: message => handlers[message.kind]?.(message),
    /** @param {number} id @param {Error} error */
    refuse(id, error) {
      const sub = subs.get(id);
      if (!sub || sub.closed) return;
      session.emit('error', Object.assign(error, {subscription: sub}));
      sub.close();
    },
    /** @param {Subscription} sub */
    add: sub => post({kind: 'add', sub: requestOf(sub)}),
    /** @param {Subscription} gone */
    drop(gone) {
      for (const [id, sub] of subs)
        if (sub === gone) {
          subs.delete(id);
          post({kind: 'drop', id});
        }
    },
    /** Called when the page is hidden or shown. */
    throttle: () => post({kind: 'visibility', hidden: session.hidden}),
    probe: () => post({kind: 'ping'}),
    /** @param {string} topic @param {unknown} data @returns {Promise<Receipt>} */
    publish: (topic, data) => new Promise((resolve, reject) => {
      // As JSON text, because a value with functions cannot be copied to another tab.
      const text = JSON.stringify(data);
      const id = ++ids;
      pending.set(id, {resolve, reject});
      post({kind: 'publish', id, topic, text});
    }),
  };
}
