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
  /** @type {Map<string, Notification | null>} null: shown by the service worker */
  const shown = new Map();

  /** @returns {Consent} */
  const consent = () => {
    if (!globalThis.Notification || !globalThis.isSecureContext) return 'unsupported';
    if (Notification.permission === 'denied') return 'blocked';
    return Notification.permission === 'granted' && wanted.read() === true ? 'on' : 'off';
  };

  /** @param {string} id */
  const close = async id => {
    const one = shown.get(id);
    shown.delete(id);
    if (one) return one.close();
    const notifications = await push.registration?.getNotifications({tag: id});
    for (const notification of notifications ?? []) notification.close();
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
      await push.unsubscribe();
    },

    /** @param {BellNotification} notification */
    async show({id, title, body, icon, ts, link}) {
      if (consent() !== 'on' || shown.has(id)) return;
      // The tag is that of the push message, so that each notification is shown once.
      const options = {body, tag: id, ...(icon && {icon}), timestamp: ts, data: {id, link}};
      shown.set(id, null);
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
        shown.delete(id);
      }
    },

    /** Closes the notifications that are read or gone. @param {Set<string>} unread */
    keep(unread) {
      for (const id of [...shown.keys()]) if (!unread.has(id)) close(id);
    },
  };
}

/** @typedef {ReturnType<typeof newSystemNotifications>} SystemNotifications */
