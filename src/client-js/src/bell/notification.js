import {feedOf} from '../cursor.js';

/** @import {BellNotification, NotificationLevel} from '../../feedhorn-bell.js' */
/** @import {Update} from '../../feedhorn.js' */
/** @typedef {Pick<Update, 'topic' | 'offset' | 'ts' | 'data'>} Published */
/** @typedef {Omit<BellNotification, 'read'> & {feed: string, epoch: string, offset: number, expires: number, collapse: string}} Item */

/** @type {NotificationLevel[]} */
const LEVELS = ['info', 'success', 'warning', 'error'];
const PROTOCOLS = ['http:', 'https:'];
const SECOND_MS = 1000;

/**
 * The notification of an update. Updates without a title are not notifications.
 * @param {Published} update @param {string} epoch of the feed @param {string} base the address that relative links refer to
 * @returns {Item | null}
 */
export function itemOf({topic, offset, ts, data}, epoch, base) {
  const {title, body, link, level, icon, ttl, collapse} = data ?? {};
  if (typeof title !== 'string' || !title) return null;
  const feed = feedOf(topic);
  return {
    id: `${feed}:${epoch}:${offset}`,
    feed,
    epoch,
    offset,
    topic,
    ts,
    title,
    body: text(body),
    link: safeAddress(link, base),
    icon: safeAddress(icon, base),
    level: LEVELS.includes(level) ? level : 'info',
    expires: typeof ttl === 'number' ? ts + ttl * SECOND_MS : Infinity,
    collapse: text(collapse),
  };
}

/** @param {unknown} value */
const text = value => (typeof value === 'string' ? value : '');

/**
 * An absolute address, or the empty string if the protocol is not HTTP: `javascript:` and the like could run code of the publisher.
 * @param {unknown} address @param {string} base @returns {string}
 */
export function safeAddress(address, base) {
  if (typeof address !== 'string' || !address) return '';
  try {
    const url = new URL(address, base);
    return PROTOCOLS.includes(url.protocol) ? url.href : '';
  } catch {
    return '';
  }
}
