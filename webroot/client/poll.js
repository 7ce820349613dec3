import {httpLink, pause, query} from './http.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './lifeline.js' */

const WAIT_S = 25;
const LATE_MS = 10_000;
/** Answers of a busy feed would come one update each; a moment's rest makes them batches. */
const GATHER_MS = 50;
const INTERVAL_MS = 1_000;
const HIDDEN_INTERVAL_MS = 5_000;

/**
 * Long polling where `wait` is set, else short polling.
 * @param {boolean} wait
 */
export const pollLink = wait => (/** @type {Session} */ session, /** @type {Events} */ events) =>
  httpLink(session, events, async (_, __, signal) => {
    const {maxRate, conflate} = session.pace();
    const thinned = maxRate || conflate ? '&conflate=true' : '';
    // The first answer comes at once, whatever happens: it shows that this transport works.
    for (let held = ''; ; held = wait ? `&wait=${WAIT_S}` : '') {
      const late = AbortSignal.timeout(WAIT_S * 1000 + LATE_MS);
      const response = await session.request(`v1/updates?${query(session)}${held}${thinned}`, {signal: AbortSignal.any([signal, late])});
      const {cursor, recovered, updates, more} = await response.json();
      session.adopt(cursor, recovered);
      for (const update of updates) session.update(update);
      session.reach(cursor);
      events.working();
      const idle = session.hidden ? HIDDEN_INTERVAL_MS : INTERVAL_MS;
      if (!more) await pause(wait ? GATHER_MS : idle, signal);
    }
  });
