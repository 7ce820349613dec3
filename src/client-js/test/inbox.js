const PATIENCE_MS = 15_000;

/** What came and was not looked at yet. */
export class Inbox {
  #came = [];
  #waiting = [];

  /** Takes something in; bound, so that it can be handed on as a callback. */
  put = message => {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(message);
    else this.#came.push(message);
  };

  /** The next thing that comes, in order; fails where nothing does. */
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
