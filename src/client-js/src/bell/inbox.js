import {located, newReadState} from './read-state.js';

/** @import {BellNotification} from '../../feedhorn-bell.js' */
/** @import {Item} from './notification.js' */
/** @import {Marks} from './read-state.js' */
/** @typedef {{list: BellNotification[], unread: number, nextExpiry: number}} View */

/** The newest notifications kept of each topic: the server's history is requested with the same limit, so all devices have the same. */
export const KEPT = 100;

/** Notifications and what of them is read, on the server and here. The result depends only on this state and the time, not on the order of arrival. */
export function newInbox() {
  /** @type {Map<string, Item>} */
  let items = new Map();
  /** Topics whose older updates are not known. @type {Set<string>} */
  let truncated = new Set();
  let server = newReadState();
  const pending = newReadState();

  /** @param {Item} item */
  const isRead = item => server.has(item) || pending.has(item);

  const inbox = {
    /** What is marked here and not yet confirmed by the server. */
    pending,

    /** Replaces all notifications and the server's read state. @param {Item[]} all @param {Iterable<string>} cut topics with older updates @param {Marks} marks */
    replace(all, cut, marks) {
      items = new Map();
      truncated = new Set(cut);
      for (const item of all) items.set(item.id, item);
      for (const topic of new Set(all.map(item => item.topic))) trim(topic);
      server = newReadState(marks);
      pending.subtract(server);
    },

    /** Adds a notification. @param {Item} item @returns {boolean} false if it is known */
    add(item) {
      if (items.has(item.id)) return false;
      items.set(item.id, item);
      trim(item.topic);
      return items.has(item.id);
    },

    /** Removes the notifications of a topic that was deleted. @param {string} topic */
    end(topic) {
      for (const item of items.values()) if (item.topic === topic) items.delete(item.id);
      truncated.delete(topic);
    },

    /** Merges the read state of the server. @param {Partial<Marks>} marks */
    confirm(marks) {
      server.merge(marks);
      pending.subtract(server);
    },

    /**
     * What to merge into the read state to mark single notifications as read. The position is moved forward instead if nothing
     * below it is unread, so that the server stores few single marks.
     * @param {string[]} ids @param {number} now by the server's clock @returns {Marks}
     */
    marksOf(ids, now) {
      const known = ids.filter(id => items.has(id));
      const feeds = [...new Set(known.map(id => located(id).feed))];
      return newReadState({
        cursor: feeds.map(feed => readUpTo(feed, new Set(known), now)).filter(id => id).join(','),
        read: known,
      }).marks;
    },

    /** What to merge to mark all known notifications as read, but none that arrives later. @returns {Marks} */
    get allMarks() {
      /** @type {Map<string, Item>} */
      const newest = new Map();
      for (const item of items.values()) if (item.offset > (newest.get(item.feed)?.offset ?? 0)) newest.set(item.feed, item);
      return {cursor: [...newest.values()].map(item => item.id).join(','), read: []};
    },

    /** @returns {Marks} */
    get marks() {
      return server.marks;
    },

    get items() {
      return [...items.values()];
    },

    get truncated() {
      return [...truncated];
    },

    /** The list, newest first. A notification replaces older ones with its `collapse` key. @param {number} now by the server's clock @returns {View} */
    view(now) {
      const collapsed = new Set();
      const list = [];
      let nextExpiry = Infinity;
      for (const item of [...items.values()].sort(newestFirst)) {
        if (item.expires <= now) continue;
        const key = item.collapse && JSON.stringify([item.topic, item.collapse]);
        if (key && collapsed.has(key)) continue;
        if (key) collapsed.add(key);
        nextExpiry = Math.min(nextExpiry, item.expires);
        const {id, topic, ts, title, body, link, icon, level} = item;
        list.push({id, topic, ts, title, body, link, icon, level, read: isRead(item)});
      }
      return {list, unread: list.filter(item => !item.read).length, nextExpiry};
    },
  };

  /** @param {string} topic */
  function trim(topic) {
    const all = [...items.values()].filter(item => item.topic === topic).sort(newestFirst);
    for (const item of all.slice(KEPT)) {
      items.delete(item.id);
      truncated.add(topic);
    }
  }

  /**
   * The newest notification of a feed below which nothing is unread; undefined if updates older than the known ones may be unread.
   * @param {string} feed @param {Set<string>} marked @param {number} now
   */
  function readUpTo(feed, marked, now) {
    const all = [...items.values()].filter(item => item.feed === feed).sort((a, b) => a.offset - b.offset);
    for (const topic of truncated) {
      const oldest = all.find(item => item.topic === topic);
      if (oldest && !server.reaches(feed, oldest)) return;
    }
    const shown = new Set(inbox.view(now).list.map(item => item.id));
    const firstUnread = all.findIndex(item => shown.has(item.id) && !isRead(item) && !marked.has(item.id));
    return all[(firstUnread < 0 ? all.length : firstUnread) - 1]?.id;
  }

  return inbox;
}

/** @typedef {ReturnType<typeof newInbox>} Inbox */

/** @param {Item} a @param {Item} b */
const newestFirst = (a, b) => b.ts - a.ts || b.offset - a.offset || (a.feed < b.feed ? -1 : 1);
