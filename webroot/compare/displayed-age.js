/**
 * The age of the displayed values, integrated over time. The age of a topic is the current time minus the `ts` of its newest
 * update. All times are the server's, in milliseconds.
 */
export class DisplayedAge {
  /** @type {Map<string, {ts: number, since: number}>} */
  #topics = new Map();
  #area = 0;
  #width = 0;

  /** @param {string} topic @param {number} ts of an update @param {number} now the time of display */
  show(topic, ts, now) {
    const one = this.#topics.get(topic);
    if (!one) return void this.#topics.set(topic, {ts, since: now});
    if (ts <= one.ts) return;
    this.#accumulate(one, now);
    one.ts = ts;
  }

  /** Stops the age of a topic that was deleted. @param {string} topic @param {number} now */
  end(topic, now) {
    const one = this.#topics.get(topic);
    if (one) this.#accumulate(one, now);
    this.#topics.delete(topic);
  }

  /** Restarts the integral with the displayed values. @param {number} now */
  begin(now) {
    this.#area = this.#width = 0;
    for (const one of this.#topics.values()) one.since = now;
  }

  /** The integral up to a time, and the sum of the topics' durations. Does not change the state. @param {number} now */
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
  #accumulate(one, now) {
    if (now <= one.since) return;
    this.#area += ((now - one.ts) ** 2 - (one.since - one.ts) ** 2) / 2;
    this.#width += now - one.since;
    one.since = now;
  }
}
