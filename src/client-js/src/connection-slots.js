/** @import {Session} from './session.js' */

/** Browsers open six connections of HTTP/1.1 to a server, for all tabs together; these stay for short requests. */
const MOST = 4;
const ANSWER_MS = 100;

/**
 * A connection that may be held open, where connections are few. Tabs of one origin count together.
 * @param {Session} session @param {number} [kept] how many are left to others
 * @returns {Promise<(() => void) | null>} gives it back; null where other tabs have them all
 */
export async function slot({base}, kept = 0) {
  const isFew = base.protocol === 'http:' || performance.getEntriesByType('resource').some(entry =>
    entry.name.startsWith(base.origin) && /** @type {PerformanceResourceTiming} */ (entry).nextHopProtocol === 'http/1.1');
  if (!globalThis.document || !isFew) return () => {};
  const name = `feedhorn ${base.origin}`;
  // Only pages of a secure origin have locks.
  if (!navigator.locks) return byChannel(name, MOST - kept);
  for (let i = MOST; i > kept; i--) {
    const free = await byLock(`${name} ${i}`);
    if (free) return free;
  }
  return null;
}

/** @param {string} name @returns {Promise<(() => void) | null>} */
const byLock = name => new Promise(resolve => void navigator.locks.request(name, {ifAvailable: true}, lock =>
  lock ? new Promise(free => resolve(() => free(0))) : resolve(null)));

/** Asks the other tabs; each that has one answers. @param {string} name @param {number} most @returns {Promise<(() => void) | null>} */
const byChannel = (name, most) => new Promise(resolve => {
  const channel = new BroadcastChannel(name);
  let has = false;
  let others = 0;
  channel.onmessage = ({data}) => data ? others++ : has && channel.postMessage(1);
  channel.postMessage(0);
  setTimeout(() => {
    has = others < most;
    if (!has) channel.close();
    resolve(has ? () => channel.close() : null);
  }, ANSWER_MS);
});
