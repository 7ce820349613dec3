/**
 * The age of what is shown, integrated over time: of each topic the time now minus the `ts` of its newest
 * update. Time is the server's, in milliseconds.
 */
export class Shown {
  /** @type {Map<string, {ts: number, since: number}>} */
  #topics = new Map();
  #area = 0;
  #width = 0;

  /** @param {string} topic @param {number} ts of an update @param {number} now when it is shown */
  show(topic, ts, now) {
    const one = this.#topics.get(topic);
    if (!one) return void this.#topics.set(topic, {ts, since: now});
    if (ts <= one.ts) return;
    this.#settle(one, now);
    one.ts = ts;
  }

  /** From now on, with what is there. @param {number} now */
  begin(now) {
    this.#area = this.#width = 0;
    for (const one of this.#topics.values()) one.since = now;
  }

  /** Up to a moment: the area under the ages, and over which time of all topics. Changes nothing. @param {number} now */
  total(now) {
    let [area, width] = [this.#area, this.#width];
    for (const {ts, since} of this.#topics.values()) {
      if (now <= since) continue;
      area += ((now - ts) ** 2 - (since - ts) ** 2) / 2;
      width += now - since;
    }
    return {area, width};
  }

  forget() {
    this.#topics.clear();
    this.begin(0);
  }

  /** @param {{ts: number, since: number}} one @param {number} now */
  #settle(one, now) {
    if (now <= one.since) return;
    this.#area += ((now - one.ts) ** 2 - (one.since - one.ts) ** 2) / 2;
    this.#width += now - one.since;
    one.since = now;
  }
}
