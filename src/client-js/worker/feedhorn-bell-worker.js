// The service worker of the bell: shows push messages while no page is visible. A page of another origin than the server's serves a
// copy of this file, and names its address in the attribute `worker`.

self.addEventListener('push', event => event.waitUntil(show(event.data)));
self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.link ?? ''));
});

/** @returns {Promise<readonly WindowClient[]>} */
const pages = () => self.clients.matchAll({type: 'window', includeUncontrolled: true});

/** Shows the notification of an update. A visible page shows it itself. */
async function show(message) {
  const {topic, offset, ts, data} = message?.json() ?? {};
  if (typeof data?.title !== 'string' || (await pages()).some(page => page.visibilityState === 'visible')) return;
  const link = address(data.link);
  await self.registration.showNotification(data.title, {
    body: typeof data.body === 'string' ? data.body : '',
    // The tag is that of the element's own notifications.
    tag: `feedhorn ${topic} ${offset}`,
    icon: address(data.icon) || undefined,
    timestamp: ts,
    data: {link},
  });
}

/** An absolute address of HTTP, else the empty string. */
function address(text) {
  if (typeof text !== 'string' || !text) return '';
  try {
    const url = new URL(text, self.location.origin);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : '';
  } catch {
    return '';
  }
}

/** Shows the page of a notification: one that is open, if possible. */
async function open(link) {
  const all = await pages();
  const page = all.find(({url}) => url === link) ?? (link ? undefined : all[0]);
  if (page) await page.focus();
  else await self.clients.openWindow(link || self.location.origin);
}
