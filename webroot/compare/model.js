/** @import {Measured} from './measure.js' */
/** @import {Transport} from './transports.js' */
/** @typedef {Measured & {transport: string, label: string, way: string, interval: number, model: {age: Ages} | null, failure: string | null, status: string}} Figures */
/** @typedef {{p50: number, p90: number, p99: number, max: number, mean: number}} Ages */

/**
 * What is to be expected: an update falls anywhere into a poller's interval, and then travels; a pushed one
 * travels alone.
 * @param {number} interval milliseconds; 0 where it is pushed @param {number} trip there and back
 * @returns {Ages}
 */
export function expected(interval, trip) {
  const at = (/** @type {number} */ share) => share * interval + trip / 2;
  return {p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), mean: at(0.5)};
}

/**
 * The interval at which polling would be as fresh as SSE: where the clock cannot tell it from nothing, the most
 * that it can be.
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
