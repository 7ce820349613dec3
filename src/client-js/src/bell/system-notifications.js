import {newStorage} from './storage.js';

/** @import {BellNotification} from '../../feedhorn-bell.js' */
/** @import {Push} from './push.js' */
/** @typedef {'unsupported' | 'blocked' | 'off' | 'on'} Consent */

/**
 * Notifications of the operating system, after the user has switched them on. They are shown by the leading tab if no page is
 * visible, and by the service worker if push messages are on.
 * @param {string} name of the bell @param {Push} push @param {(id: string) => void} opened
 */
export function newSystemNotifications(name, push, opened) {
  const wanted = newStorage(`${name} system`);
  /** @type {Map<string, Notification>} those that this page has shown */
  const shown = new Map();

  /** @returns {Consent} */
  const consent = () => {
    if (!globalThis.Notification || !globalThis.isSecureContext) return 'unsupported';
    if (Notification.permission === 'denied') return 'blocked';
    return Notification.permission === 'granted' && wanted.read() === true ? 'on' : 'off';
  };

  /** @param {string} id */
  const close = id => {
    shown.get(id)?.close();
    shown.delete(id);
  };

  /** Closes the notifications that the service worker has shown. @param {(tag: string) => boolean} selected */
  const closeOfWorker = async selected => {
    for (const notification of (await push.registration?.getNotifications()) ?? []) if (selected(notification.tag)) notification.close();
  };

  return {
    consent,

    /** Must be called by a handler of a click, because browsers ignore or block other requests. */
    async enable() {
      if ((await Notification.requestPermission()) !== 'granted') return;
      wanted.write(true);
      await push.subscribe();
    },

    async disable() {
      wanted.write(null);
      for (const id of [...shown.keys()]) close(id);
      await closeOfWorker(() => true);
      await push.unsubscribe();
    },

    /** @param {BellNotification} one */
    async show(one) {
      const {id, title, body, icon, ts, link} = one;
      if (consent() !== 'on' || shown.has(id)) return;
      // The tag is that of the push message, so that each notification is shown once.
      const options = {body, tag: tagOf(one), ...(icon && {icon}), timestamp: ts, data: {link}};
      if (push.registration) return push.registration.showNotification(title, options);
      try {
        const notification = new Notification(title, options);
        shown.set(id, notification);
        notification.onclick = () => {
          globalThis.focus();
          notification.close();
          opened(id);
        };
      } catch {
        // Chromium on Android shows notifications of service workers only.
      }
    },

    /** Closes the notifications that are read. @param {BellNotification[]} list */
    keep(list) {
      const read = list.filter(one => one.read);
      for (const {id} of read) close(id);
      if (push.registration) {
        const tags = new Set(read.map(tagOf));
        closeOfWorker(tag => tags.has(tag));
      }
    },
  };
}

/** The service worker uses the same. @param {BellNotification} notification */
const tagOf = ({topic, id}) => `feedhorn ${topic} ${id.split(':')[2]}`;

/** @typedef {ReturnType<typeof newSystemNotifications>} SystemNotifications */
