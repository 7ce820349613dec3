const TIMEOUT_MS = 45_000;

/** A queue of received values. */
export class Inbox {
  #received = [];
  #waiting = [];

  /** Adds a value. Bound, so that it can be passed as a callback. */
  put = message => {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(message);
    else this.#received.push(message);
  };

  /** Resolves with the next value; rejects after a timeout. */
  async next() {
    if (this.#received.length) return this.#received.shift();
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => reject(new Error(`no value within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      this.#waiting.push(message => {
        clearTimeout(timeout);
        resolve(message);
      });
    });
  }

  async take(count) {
    const taken = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }
}
