const WINDOW_MS = 120_000;

/** Unix time that neither jumps when the system's clock is set nor stops at whole milliseconds. */
export const local = () => performance.timeOrigin + performance.now();

/** How far the server's clock is from ours: the sample with the least round trip is the best one. */
export class Clock {
  /** @type {{at: number, offset: number, rtt: number}[]} */
  #samples = [];
  offset = 0;
  rtt = Infinity;

  /** The truth is within this many milliseconds; Infinity until the first answer. */
  get error() {
    return this.rtt / 2;
  }

  /** The server's time, as far as we know it. */
  now() {
    return local() + this.offset;
  }

  /**
   * The server answers with one instant, so its receiving and its sending are the same.
   * @param {number} sent @param {number} server @param {number} received
   */
  sample(sent, server, received) {
    this.#samples = this.#samples.filter(one => received - one.at < WINDOW_MS);
    this.#samples.push({at: received, offset: server - (sent + received) / 2, rtt: received - sent});
    const best = this.#samples.reduce((a, b) => (b.rtt < a.rtt ? b : a));
    this.offset = best.offset;
    this.rtt = best.rtt;
  }

  /** A machine that slept has another clock now: what was measured before no longer counts. */
  forget() {
    this.#samples = [];
  }
}
