const PATIENCE_MS = 15_000;

/** A queue of received values. */
export class Inbox {
  #came = [];
  #waiting = [];

  /** Adds a value. Bound, so that it can be passed as a callback. */
  put = message => {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(message);
    else this.#came.push(message);
  };

  /** Resolves with the next value; rejects after a timeout. */
  async next() {
    if (this.#came.length) return this.#came.shift();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing came for ${PATIENCE_MS} ms`)), PATIENCE_MS);
      this.#waiting.push(message => {
        clearTimeout(late);
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
