/** @import {Session} from './session.js' */

/** Browsers open at most six HTTP/1.1 connections to a server from all tabs together. Two remain for short requests. */
const MAX_CONNECTIONS = 4;
const ANSWER_MS = 100;

/**
 * Acquires the permission to hold a connection open if their number is limited. All tabs of an origin share the limit.
 * @param {Session} session @param {number} [kept] the number of connections reserved for other transports
 * @returns {Promise<(() => void) | null>} a function that releases it; null if other tabs hold all
 */
export async function acquireSlot({base}, kept = 0) {
  const isFew = base.protocol === 'http:' || performance.getEntriesByType('resource').some(entry =>
    entry.name.startsWith(base.origin) && /** @type {PerformanceResourceTiming} */ (entry).nextHopProtocol === 'http/1.1');
  if (!globalThis.document || !isFew) return () => {};
  const name = `feedhorn ${base.origin}`;
  // Web Locks exist in secure contexts only.
  if (!navigator.locks) return byChannel(name, MAX_CONNECTIONS - kept);
  for (let i = MAX_CONNECTIONS; i > kept; i--) {
    const free = await byLock(`${name} ${i}`);
    if (free) return free;
  }
  return null;
}

/** @param {string} name @returns {Promise<(() => void) | null>} */
const byLock = name => new Promise(resolve => void navigator.locks.request(name, {ifAvailable: true}, lock =>
  lock ? new Promise(free => resolve(() => free(0))) : resolve(null)));

/** Counts the tabs that hold a connection: each of them answers the message. @param {string} name @param {number} most @returns {Promise<(() => void) | null>} */
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
