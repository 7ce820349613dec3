/** Ages from a tenth of a millisecond to ten seconds, each power of ten as wide as the next. */
export const LEAST = -1;
export const MOST = 4;

/** @param {number} ms @returns {number} 0 to 1 */
export const place = ms => Math.min(1, Math.max(0, (Math.log10(Math.max(ms, 1e-3)) - LEAST) / (MOST - LEAST)));

export const TICKS = Array.from({length: MOST - LEAST + 1}, (_, at) => 10 ** (LEAST + at));
