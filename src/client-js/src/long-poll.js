import {httpLink, pause, query} from './http-link.js';
import {acquireSlot} from './connection-slots.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './reconnecting-transport.js' */

const LATE_MS = 10_000;
/** A pause between polls, so that answers of a busy feed contain more than one update each. */
const BATCH_MS = 50;
const INTERVAL_MS = 1_000;
const HIDDEN_INTERVAL_MS = 5_000;

/**
 * The long-polling and short-polling transports.
 * @param {boolean} held long polling
 */
export const pollingLink = held => (/** @type {Session} */ session, /** @type {Events} */ events) =>
  httpLink(session, events, async (signal, alive) => {
    const {maxRate, conflate} = session.throttle();
    const throttled = maxRate || conflate ? '&conflate=true' : '';
    // The first poll does not wait, so that its answer proves the transport.
    for (let first = true; ; first = false) {
      // Without a connection slot it polls at intervals.
      const free = held && !first ? await acquireSlot(session) : null;
      const wait = free ? session.hold : 0;
      const idle = Math.max(session.hidden ? HIDDEN_INTERVAL_MS : free || (held && first) ? BATCH_MS : INTERVAL_MS, maxRate ? 1000 / maxRate : 0);
      const askedAt = performance.now();
      const late = AbortSignal.timeout(wait * 1000 + LATE_MS);
      const path = `v1/updates?${query(session)}${wait ? `&wait=${wait}` : ''}${throttled}`;
      const {cursor, recovered, updates, more} = await session.poll(path, {signal: AbortSignal.any([signal, late])})
        .catch((/** @type {any} */ error) => {
          if (wait && !signal.aborted) session.hold = Math.max(1, Math.min(wait, Math.floor((performance.now() - askedAt) / 2000)));
          throw error;
        }).finally(() => free?.());
      session.adopt(cursor, recovered);
      for (const update of updates) session.update(update);
      session.advance(cursor);
      alive();
      if (!more) await pause(idle, signal);
    }
  });
