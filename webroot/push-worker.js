/*
 * The service worker of Web Push: shows notifications that arrive while no page is visible.
 * Registered by pages with navigator.serviceWorker.register('/push-worker.js').
 */

/** @typedef {{title: string, body?: string, link?: string, icon?: string, level?: string, collapse?: string}} Notice */

const worker = /** @type {any} */ (self);

worker.addEventListener('push', (/** @type {any} */ event) => event.waitUntil(show(event.data.json())));

worker.addEventListener('notificationclick', (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.link));
});

/** @param {{topic: string, offset: number, data: Notice}} update */
async function show(update) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some((/** @type {any} */ page) => page.visibilityState === 'visible')) {
    return; // The page has a connection of its own.
  }
  const { title, body, icon, link, level, collapse } = update.data;
  await worker.registration.showNotification(title, {
    body,
    icon,
    // A newer notification replaces the one with the same tag.
    tag: collapse ? `${update.topic} ${collapse}` : `${update.topic}:${update.offset}`,
    renotify: Boolean(collapse),
    requireInteraction: level === 'error',
    timestamp: Date.now(),
    data: { link: safe(link), topic: update.topic, offset: update.offset },
  });
}

/**
 * Returns a link that a click may open, or the start page.
 *
 * @param {string | undefined} link
 */
function safe(link) {
  const url = new URL(link ?? '/', worker.location.origin);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : worker.location.origin;
}

/** @param {string} link */
async function open(link) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const opened = pages.find((/** @type {any} */ page) => page.url === link);
  await (opened ? opened.focus() : worker.clients.openWindow(link));
}
