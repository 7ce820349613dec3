const WINDOW_MS = 120_000;
const PATIENCE_MS = 2_000;
const LONGEST_PATIENCE_MS = 5_000;

/** Unix time that neither jumps when the system's clock is set nor stops at whole milliseconds. */
export const local = () => performance.timeOrigin + performance.now();

/** @typedef {ReturnType<typeof newClock>} Clock */

/** How far the server's clock is from ours: the sample with the least round trip is the best one. */
export function newClock() {
  /** @type {{at: number, offset: number, rtt: number}[]} */
  let samples = [];
  const clock = {
    offset: 0,
    rtt: Infinity,
    /** The truth is within this many milliseconds; Infinity until the first answer. @returns {number} */
    get error() {
      return clock.rtt / 2;
    },
    /** For how long to wait for an answer that somebody waits for. @returns {number} */
    get patience() {
      return Math.min(LONGEST_PATIENCE_MS, Math.max(PATIENCE_MS, 4 * clock.rtt));
    },
    /** The server's time, as far as we know it. @returns {number} */
    now: () => local() + clock.offset,
    /**
     * Four timestamps, as NTP has them. Where the server tells one instant, it received and answered in it.
     * @param {number} sent @param {number} received @param {number} answered @param {number} back
     */
    sample(sent, received, answered, back) {
      samples = samples.filter(one => back - one.at < WINDOW_MS);
      samples.push({at: back, offset: (received - sent + answered - back) / 2, rtt: back - sent - (answered - received)});
      const best = samples.reduce((a, b) => (b.rtt < a.rtt ? b : a));
      clock.offset = best.offset;
      clock.rtt = best.rtt;
    },
    /** A machine that slept has another clock now: what was measured before no longer counts. */
    forget() {
      samples = [];
      clock.rtt = Infinity;
    },
  };
  return clock;
}
