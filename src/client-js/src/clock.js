const WINDOW_MS = 120_000;
const MIN_TIMEOUT_MS = 2_000;
const MAX_TIMEOUT_MS = 5_000;

/** Unix time in fractional milliseconds that does not jump when the system's clock is set. */
export const local = () => performance.timeOrigin + performance.now();

/** @typedef {ReturnType<typeof newClock>} Clock */

/** An estimate of the offset of the server's clock. The sample with the shortest round trip counts. */
export function newClock() {
  /** @type {{at: number, offset: number, rtt: number}[]} */
  let samples = [];
  const clock = {
    offset: 0,
    rtt: Infinity,
    /** The maximum error of the offset in milliseconds. Infinity before the first sample. @returns {number} */
    get error() {
      return clock.rtt / 2;
    },
    /** The timeout of a request that checks a connection. @returns {number} */
    get timeout() {
      return Math.min(MAX_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, 4 * clock.rtt));
    },
    /** The estimated time of the server. @returns {number} */
    now: () => local() + clock.offset,
    /**
     * Adds a sample, as in NTP. The timestamp of the server counts as its time of receipt and of answering.
     * @param {number} sent @param {number} answered @param {number} back
     */
    sample(sent, answered, back) {
      samples = samples.filter(one => back - one.at < WINDOW_MS);
      samples.push({at: back, offset: answered - (sent + back) / 2, rtt: back - sent});
      const best = samples.reduce((a, b) => (b.rtt < a.rtt ? b : a));
      clock.offset = best.offset;
      clock.rtt = best.rtt;
    },
    /** Drops the samples, because a machine that was suspended may have another offset afterwards. */
    forget() {
      samples = [];
      clock.rtt = Infinity;
    },
  };
  return clock;
}
