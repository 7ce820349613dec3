/** The exponents of a logarithmic scale from 0.1 ms to 10 s. */
export const MIN_EXPONENT = -1;
export const MAX_EXPONENT = 4;

/** @param {number} ms @returns {number} 0 to 1 */
export const place = ms => Math.min(1, Math.max(0, (Math.log10(Math.max(ms, 1e-3)) - MIN_EXPONENT) / (MAX_EXPONENT - MIN_EXPONENT)));

export const TICKS = Array.from({length: MAX_EXPONENT - MIN_EXPONENT + 1}, (_, at) => 10 ** (MIN_EXPONENT + at));
