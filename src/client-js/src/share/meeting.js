import {newHub} from './hub.js';

/** @import {Feed} from '../../feedhorn.js' */
/** @import {FromTab, Hub, ToTab} from './hub.js' */
/** @typedef {{url: string, token?: string, transports: string[], numbers?: string}} Settings of the connection */
/** @typedef {{post: (message: object) => void, silent: () => void, close: () => void}} Meeting `silent`: the hub does not answer */
/** @typedef {(batch: ToTab[]) => void} Received */

/**
 * Meets the other tabs in a SharedWorker, which runs the hub.
 * @param {(name: string) => SharedWorker} openWorker @param {string} key @param {Settings} settings
 * @param {Received} received @param {() => void} failed
 * @returns {Meeting}
 */
export function meetInWorker(openWorker, key, settings, received, failed) {
  const worker = openWorker(key);
  const {port} = worker;
  worker.onerror = failed;
  port.onmessage = ({data}) => received(data);
  port.postMessage({settings});
  return {
    post: message => port.postMessage(message),
    silent: failed,
    close() {
      worker.onerror = port.onmessage = null;
      // After the messages that were posted before.
      port.close();
    },
  };
}

/**
 * Meets the other tabs on a BroadcastChannel. The tab that holds the Web Lock runs the hub. Another one takes over when that tab
 * is closed, or does not answer because it is frozen.
 * @param {(page: {page: object}) => Feed} open @param {string} key @param {Received} received
 * @returns {Meeting}
 */
export function meetByLock(open, key, received) {
  const {locks} = navigator;
  const channel = new BroadcastChannel(key);
  const end = new AbortController();
  const {signal} = end;
  let queued = false;

  /** Runs the hub as long as this tab has the lock. @param {LockOptions} options */
  const lead = async options => {
    let close = () => {};
    try {
      await locks.request(key, options, () => {
        if (!options.steal) queued = false;
        return signal.aborted ? undefined : new Promise(resolve => {
          close = openHub(resolve);
          signal.addEventListener('abort', close, {once: true});
        });
      });
    } catch {
      // Another tab has taken over, or this one has closed the client.
      close();
    }
    if (!signal.aborted) queue();
  };

  const queue = () => {
    if (queued) return;
    queued = true;
    lead({signal});
  };

  /** @param {(value: unknown) => void} closed @returns {() => void} closes the hub */
  const openHub = closed => {
    // A channel does not hear itself, and the leading tab is one of the tabs.
    const own = new BroadcastChannel(key);
    const hub = newHub(open, batch => own.postMessage(batch));
    own.onmessage = ({data}) => Array.isArray(data) || hub.receive(data);
    own.postMessage([{kind: 'hub', hub: hub.name}]);
    return () => {
      hub.close();
      own.close();
      closed(undefined);
    };
  };

  channel.onmessage = ({data}) => Array.isArray(data) && received(data);
  queue();
  return {
    post: message => channel.postMessage(message),
    silent: () => void lead({steal: true}),
    close() {
      end.abort();
      channel.close();
    },
  };
}

/**
 * Serves the tabs of a SharedWorker. Each worker has one key, so its tabs have the same server and token.
 * @param {any} scope of the worker @param {(url: string, options: any) => Feed} connect
 */
export function serveTabs(scope, connect) {
  /** @type {Map<string, MessagePort>} */
  const ports = new Map();
  /** @type {Hub | undefined} */
  let hub;

  /** @param {ToTab[]} batch */
  const post = batch => {
    /** @type {Map<MessagePort | undefined, ToTab[]>} */
    const parts = new Map();
    for (const message of batch) {
      const port = ports.get(message.to ?? '');
      parts.set(port, [...(parts.get(port) ?? []), message]);
    }
    for (const [port, part] of parts) port?.postMessage(part);
  };

  scope.onconnect = (/** @type {MessageEvent} */ {ports: [port]}) => {
    port.onmessage = ({data}) => {
      const {settings, from} = /** @type {FromTab} */ (data);
      if (settings) {
        const {url, ...options} = /** @type {Settings} */ (settings);
        hub ??= newHub(page => connect(url, {...options, ...page}), post);
        return;
      }
      ports.set(from, port);
      hub?.receive(data);
    };
  };
}
