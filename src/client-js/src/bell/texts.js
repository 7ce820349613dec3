/** @import {BellTexts} from '../../feedhorn-bell.js' */

/** The English texts. @type {BellTexts} */
export const ENGLISH = {
  notifications: 'Notifications',
  unread: count => `${count} unread`,
  unreadOne: 'Unread',
  markRead: 'Mark as read',
  markAllRead: 'Mark all as read',
  dismiss: 'Dismiss',
  newNotifications: 'New notifications',
  arrived: count => `${count} new notifications`,
  emptyTitle: 'No notifications',
  emptyText: 'New notifications appear here.',
  loading: 'Loading',
  offline: 'Not connected. The list is updated as soon as the connection is back.',
  unauthorized: 'Not signed in.',
  forbidden: 'This account may not read these notifications.',
  invalid: why => why,
  system: 'System notifications',
  systemHint: 'Shown when no page is visible',
  pushHint: 'Shown also when no page is open',
  systemBlocked: 'Blocked in the browser\u2019s settings',
  levels: {info: 'Information', success: 'Success', warning: 'Warning', error: 'Error'},
};
