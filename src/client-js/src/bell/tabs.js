/** How long the leading tab may take to answer before another one takes over: it may be frozen. */
const ANSWER_MS = 3_000;

/**
 * The tabs of one browser with the same bell. One of them leads, that is, holds the connection and tells the others. Another one
 * takes over when it is closed, or does not answer. Without Web Locks (insecure pages), every tab leads itself.
 * @param {string} name
 * @param {{lead: () => (() => void), received: (message: any) => void}} handlers `lead` returns the function that ends it
 */
export function joinTabs(name, {lead, received}) {
  const {locks} = globalThis.navigator ?? {};
  if (!locks) {
    const end = lead();
    return {send(/** @type {object} */ _message) {}, check() {}, isAnyVisible: async () => isVisible(), close: end};
  }
  const channel = new BroadcastChannel(name);
  const waiting = new AbortController();
  let leads = false;
  let queued = false;
  let release = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const hold = () => new Promise(resolve => {
    if (waiting.signal.aborted) return resolve(undefined);
    clearTimeout(timer);
    timer = undefined;
    leads = true;
    const end = lead();
    release = () => {
      release = () => {};
      leads = false;
      end();
      resolve(undefined);
    };
  });

  const queue = () => {
    if (queued) return;
    queued = true;
    locks.request(name, {signal: waiting.signal}, () => {
      queued = false;
      return hold();
    }).catch(lost);
  };

  /** Another tab has taken over, or this one is closed. */
  const lost = () => {
    release();
    if (!waiting.signal.aborted) queue();
  };

  const steal = () => {
    timer = undefined;
    locks.request(name, {steal: true}, hold).catch(lost);
  };

  channel.onmessage = ({data}) => {
    if (!leads && data.kind === 'state') {
      clearTimeout(timer);
      timer = undefined;
    }
    received(data);
  };
  queue();
  const visible = holdWhileVisible(locks, `${name} visible`);

  const tabs = {
    /** @param {object} message */
    send: message => channel.postMessage(message),
    /** Asks the leading tab for its state, and takes over if there is no answer. */
    check() {
      if (leads || timer) return;
      channel.postMessage({kind: 'hello'});
      timer = setTimeout(steal, ANSWER_MS);
    },
    /** Tells if the user sees any of the tabs. */
    async isAnyVisible() {
      return ((await locks.query()).held ?? []).some(lock => lock.name === `${name} visible`);
    },
    close() {
      clearTimeout(timer);
      waiting.abort();
      release();
      visible.close();
      channel.close();
    },
  };
  tabs.check();
  return tabs;
}

const isVisible = () => globalThis.document?.visibilityState === 'visible';

/** Holds a shared lock while the page is visible, because a lock of a closed tab is released. @param {LockManager} locks @param {string} name */
function holdWhileVisible(locks, name) {
  const page = globalThis.document;
  let release = () => {};
  const update = () => {
    release();
    release = () => {};
    if (!isVisible()) return;
    /** @type {Promise<void>} */
    const hidden = new Promise(resolve => (release = resolve));
    locks.request(name, {mode: 'shared'}, () => hidden);
  };
  page?.addEventListener('visibilitychange', update);
  update();
  return {
    close() {
      page?.removeEventListener('visibilitychange', update);
      release();
    },
  };
}
