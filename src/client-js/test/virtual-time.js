const START = Date.UTC(2026, 0, 1);
const runPendingCallbacks = setImmediate;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Replaces clock and timers, so that tests are fast and deterministic. */
export class VirtualTime {
  #now = 0;
  #ids = 0;
  #tasks = new Map();
  #back = 0;

  constructor() {
    const after = (ms, action, every) => {
      const id = ++this.#ids;
      const delay = ms > MAX_TIMER_MS ? ms | 0 : ms || 0; // As browsers do, which have 32 bits for it.
      this.#tasks.set(id, {at: this.#now + Math.max(0, delay), action, every});
      return id;
    };
    globalThis.setTimeout = (action, ms, ...parameters) => after(ms, () => action(...parameters));
    globalThis.setInterval = (action, ms, ...parameters) => after(ms, () => action(...parameters), ms);
    globalThis.clearTimeout = globalThis.clearInterval = id => void this.#tasks.delete(id);
    globalThis.performance = {timeOrigin: START, now: () => this.#now};
    Date.now = () => START + Math.floor(this.#now) - this.#back;
    AbortSignal.timeout = ms => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new DOMException('timeout', 'TimeoutError')), ms);
      return controller.signal;
    };
  }

  get now() {
    return this.#now;
  }

  /** Sets the system's clock back; timers and `performance.now()` go on. @param {number} ms */
  setBack(ms) {
    this.#back += ms;
  }

  /** The pending timers. */
  get waiting() {
    return this.#tasks.size;
  }

  async advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      await new Promise(runPendingCallbacks);
      let next = null;
      for (const [id, task] of this.#tasks) if (task.at <= end && !(next && next.task.at <= task.at)) next = {id, task};
      if (!next) break;
      const {id, task} = next;
      this.#now = Math.max(this.#now, task.at);
      if (task.every) task.at += task.every;
      else this.#tasks.delete(id);
      task.action();
    }
    this.#now = end;
  }
}
