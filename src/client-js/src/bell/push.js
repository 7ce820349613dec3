/** @import {Requests} from './requests.js' */
/** @import {Storage} from './storage.js' */

/**
 * Web Push, for a server that has it and a page with a service worker.
 * @param {Requests} requests @param {string} worker the address of the service worker, of the page's origin; empty if there is none @param {string[]} topics
 * @param {Storage} kept has true as long as the user wants push messages
 */
export function newPush(requests, worker, topics, kept) {
  const usable = !!worker && 'serviceWorker' in navigator && 'PushManager' in globalThis;

  /** Subscribes the browser, and tells the server. @param {ServiceWorkerRegistration} registration @returns {Promise<boolean>} false if the server has no Web Push */
  const store = async ({pushManager}) => {
    const applicationServerKey = await requests.pushKey();
    if (!applicationServerKey) return false;
    const options = {userVisibleOnly: true, applicationServerKey};
    const subscription = await pushManager.subscribe(options).catch(async error => {
      // The push service accepts messages of an earlier key of the server only.
      if (error.name !== 'InvalidStateError') throw error;
      await (await pushManager.getSubscription())?.unsubscribe();
      return pushManager.subscribe(options);
    });
    kept.write(true);
    await requests.subscribePush({...subscription.toJSON(), topics});
    return true;
  };

  const push = {
    /** Shows notifications in place of the page, if there is one. @type {ServiceWorkerRegistration | undefined} */
    registration: undefined,
    /** True if messages arrive without an open page. */
    available: false,

    /**
     * Finds what an earlier page has set up. The server gets the subscription again, because it may have lost it, have another
     * key, or know other groups of the user. The browser may have lost it, too: it expires, and ends with the permission.
     * @param {boolean} wanted true if this user wants notifications
     */
    async resume(wanted) {
      if (!usable) return;
      const registration = (push.registration = await navigator.serviceWorker.getRegistration(worker));
      push.available = !!(await registration?.pushManager.getSubscription());
      if (registration && wanted && (push.available || kept.read())) push.available = await store(registration);
    },

    /** Subscribes the browser. Does nothing if the server has no Web Push. */
    async subscribe() {
      if (!usable || !(await requests.pushKey())) return;
      push.registration = await activated(await navigator.serviceWorker.register(trusted(worker)));
      push.available = await store(push.registration);
    },

    async unsubscribe() {
      push.available = false;
      kept.write(null);
      const subscription = await push.registration?.pushManager.getSubscription();
      if (!subscription) return;
      await subscription.unsubscribe();
      await requests.unsubscribePush(subscription.endpoint);
    },
  };
  return push;
}

/** @typedef {ReturnType<typeof newPush>} Push */

/** @param {ServiceWorkerRegistration} registration @returns {Promise<ServiceWorkerRegistration>} */
const activated = registration => new Promise((resolve, reject) => {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  const check = () => {
    if (worker?.state === 'activated') resolve(registration);
    else if (worker?.state === 'redundant') reject(new Error('The service worker could not be installed.'));
  };
  worker?.addEventListener('statechange', check);
  check();
});

/** An address for pages whose policy requires trusted types. @param {string} url @returns {string} */
function trusted(url) {
  try {
    const {trustedTypes} = /** @type {any} */ (globalThis);
    return trustedTypes ? trustedTypes.createPolicy('feedhorn-bell', {createScriptURL: (/** @type {string} */ text) => text}).createScriptURL(url) : url;
  } catch {
    return url;
  }
}
