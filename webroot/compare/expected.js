/** The displayed age of a reader without delay, computed from the updates of all readers. Valid up to the newest update. */
export class ExpectedAge {
  /** @type {Map<string, {ts: number, since: number}>} */
  #topics = new Map();
  area = 0;
  width = 0;

  /** @param {string} topic @param {number} ts */
  learn(topic, ts) {
    const one = this.#topics.get(topic);
    if (!one) return void this.#topics.set(topic, {ts, since: ts});
    if (ts <= one.ts) return;
    if (ts > one.since) {
      this.area += ((ts - one.ts) ** 2 - (one.since - one.ts) ** 2) / 2;
      this.width += ts - one.since;
      one.since = ts;
    }
    one.ts = ts;
  }

  /** Stops the age of a topic that was deleted. @param {string} topic @param {number} ts of the deletion */
  end(topic, ts) {
    if (this.#topics.has(topic)) this.learn(topic, ts);
    this.#topics.delete(topic);
  }

  /** @param {number} now */
  begin(now) {
    this.area = this.width = 0;
    for (const one of this.#topics.values()) one.since = Math.max(one.ts, now);
  }

  forget() {
    this.#topics.clear();
    this.begin(0);
  }
}
