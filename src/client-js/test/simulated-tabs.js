/** Locks and channels of a browser, by which clients in one process meet as if they were tabs. */
export function simulateTabs() {
  /** @type {Map<string, Lock>} */
  const locks = new Map();
  const request = (name, options, callback = options) => {
    if (!locks.has(name)) locks.set(name, new Lock());
    return locks.get(name).request(callback === options ? {} : options, callback);
  };
  Object.defineProperty(globalThis, 'navigator', {value: {onLine: true, locks: {request}}, configurable: true});
  // Its answers would not come in virtual time.
  Object.defineProperty(globalThis.crypto, 'subtle', {value: undefined, configurable: true});
  const channels = new Set();
  globalThis.BroadcastChannel = class {
    constructor(name) {
      this.name = name;
      channels.add(this);
    }

    postMessage(data) {
      if (!channels.has(this)) throw new DOMException('the channel is closed', 'InvalidStateError');
      const copy = structuredClone(data);
      for (const other of channels)
        if (other !== this && other.name === this.name) setTimeout(() => channels.has(other) && other.onmessage?.({data: copy}));
    }

    close() {
      channels.delete(this);
    }
  };
}

class Lock {
  #queue = [];
  #holder = null;

  request({signal, steal, ifAvailable}, callback) {
    if (ifAvailable && (this.#holder || this.#queue.length)) return Promise.resolve(callback(null));
    return new Promise((resolve, reject) => {
      const entry = {callback, resolve, reject};
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => {
        if (!this.#queue.includes(entry)) return;
        this.#queue = this.#queue.filter(other => other !== entry);
        reject(signal.reason);
      });
      if (steal) {
        this.#holder?.reject(new DOMException('stolen', 'AbortError'));
        this.#holder = null;
        this.#queue.unshift(entry);
      } else this.#queue.push(entry);
      queueMicrotask(() => this.#grant());
    });
  }

  #grant() {
    if (this.#holder || !this.#queue.length) return;
    const entry = this.#queue.shift();
    this.#holder = entry;
    Promise.resolve(entry.callback({})).then(entry.resolve, entry.reject).finally(() => {
      if (this.#holder !== entry) return;
      this.#holder = null;
      this.#grant();
    });
  }
}
