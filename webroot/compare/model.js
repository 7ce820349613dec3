/** @import {Measured} from './measure.js' */
/** @import {Transport} from './transports.js' */
/** @typedef {Measured & {transport: string, label: string, delivery: string, interval: number, model: {age: Ages} | null, failure: string | null, status: string}} Figures */
/** @typedef {{p50: number, p90: number, p99: number, max: number, mean: number}} Ages */

/**
 * The expected ages. An update waits for a uniformly distributed part of the poller's interval, then half the round trip; a
 * pushed update only the latter.
 * @param {number} interval milliseconds; 0 if pushed @param {number} trip the round trip
 * @returns {Ages}
 */
export function expected(interval, trip) {
  const at = (/** @type {number} */ share) => share * interval + trip / 2;
  return {p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), mean: at(0.5)};
}

/**
 * The interval at which polling would be as fresh as SSE, or its upper bound if it is below the clock's error.
 * @param {Figures[]} rows @param {number} error
 * @returns {{interval: number, atMost: boolean, trip: number} | null}
 */
export function asFreshAsSse(rows, error) {
  const sse = rows.find(({transport}) => transport === 'sse');
  const [fastest] = rows.filter(({interval, trip}) => interval && trip !== null).sort((a, b) => a.interval - b.interval);
  if (!sse?.age || !fastest) return null;
  const trip = /** @type {number} */ (fastest.trip);
  const interval = 2 * (sse.age.mean - trip / 2);
  return interval > 2 * error ? {interval, atMost: false, trip} : {interval: 2 * error, atMost: true, trip};
}
