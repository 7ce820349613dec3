/** @import {Clock} from '../client/feedhorn.js' */

/** The resolution of timers, which browsers reduce for security. */
const TIMER_MS = 0.1;

/** The maximum error of an age: that of the clock and of the browser's timers. @param {Clock} clock */
export const errorOf = clock => clock.error + TIMER_MS;

/** The smallest of 1, 2, 5, 10, … × 10ⁿ ms that is not below the error. @param {number} error */
export function stepOf(error) {
  if (!Number.isFinite(error)) return 1;
  const decade = 10 ** Math.floor(Math.log10(Math.max(0.01, error)) + 1e-9);
  const step = [1, 2, 5, 10].map(one => one * decade).find(one => one >= error * (1 - 1e-9));
  return Number((step ?? 10 * decade).toPrecision(1));
}
