import {local} from './clock.js';
import {httpLink, pause, query} from './http.js';
import {slot} from './slots.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './lifeline.js' */

const LATE_MS = 10_000;
/** Answers of a busy feed would come one update each; a moment's rest makes them batches. */
const GATHER_MS = 50;
const INTERVAL_MS = 1_000;
const HIDDEN_INTERVAL_MS = 5_000;

/**
 * Long polling where it may be held, else short polling.
 * @param {boolean} held
 */
export const pollLink = held => (/** @type {Session} */ session, /** @type {Events} */ events) =>
  httpLink(session, events, async (signal, alive) => {
    const {maxRate, conflate} = session.pace();
    const thinned = maxRate || conflate ? '&conflate=true' : '';
    // The first answer comes at once, whatever happens: it shows that this transport works.
    for (let first = true; ; first = false) {
      // Without a connection to hold it asks now and then.
      const free = held && !first ? await slot(session) : null;
      const wait = free ? session.hold : 0;
      const idle = Math.max(session.hidden ? HIDDEN_INTERVAL_MS : free || (held && first) ? GATHER_MS : INTERVAL_MS, maxRate ? 1000 / maxRate : 0);
      const asked = local();
      const late = AbortSignal.timeout(wait * 1000 + LATE_MS);
      const path = `v1/updates?${query(session)}${wait ? `&wait=${wait}` : ''}${thinned}`;
      const {cursor, recovered, updates, more} = await session.poll(path, {signal: AbortSignal.any([signal, late])})
        .catch((/** @type {any} */ error) => {
          if (wait && !signal.aborted) session.hold = Math.max(1, Math.min(wait, Math.floor((local() - asked) / 2000)));
          throw error;
        }).finally(() => free?.());
      session.adopt(cursor, recovered);
      for (const update of updates) session.update(update);
      session.reach(cursor);
      alive();
      if (!more) await pause(idle, signal);
    }
  });
