/** Ways to a simulated server that fail as real ones do: what is sent arrives in order, or no longer. */
export class SimulatedNetwork {
  /** @type {{refuseSockets: boolean, socketsLive: number, bufferStreams: boolean, bad: boolean, swallow: boolean}} */
  faults;
  wires = new Set();

  constructor(server, random) {
    this.server = server;
    this.random = random;
    this.heal();
    const network = this;
    this.WebSocket = class extends Socket {
      constructor() {
        super(network);
      }
    };
    this.fetch = (url, init) => this.#fetch(new URL(url), init);
  }

  heal() {
    this.faults = {refuseSockets: false, socketsLive: Infinity, bufferStreams: false, bad: false, swallow: false};
    this.release();
  }

  /** What nothing holds back any more arrives. */
  release() {
    for (const wire of this.wires) wire.release();
  }

  /** Everything that is open breaks. */
  cut() {
    for (const wire of [...this.wires]) wire.cut();
  }

  get open() {
    return this.wires.size;
  }

  async #fetch(url, {signal} = {}) {
    const wire = new Wire(this);
    const query = Object.fromEntries(url.searchParams);
    const asked = {...query, topics: query.topics?.split(','), limit: query.limit && Number(query.limit), maxRate: query.maxRate && Number(query.maxRate)};
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => (wire.close(), reject(signal.reason)));
      wire.onCut = () => reject(new TypeError('network'));
      if (signal?.aborted) return wire.close(), reject(signal.reason);
      const answer = (status, body) => wire.carry(() => {
        wire.close();
        resolve({ok: status < 400, status, json: async () => structuredClone(body)});
      });
      wire.carry(() => {
        if (this.faults.bad) return answer(502, null);
        if (url.pathname === '/v1/time') return answer(200, {now: Date.now()});
        if (url.pathname === '/v1/updates') {
          const now = this.server.poll(asked);
          if (now.refused) return answer(400, {code: now.refused});
          if (!query.wait || now.updates.length || !now.recovered) return answer(200, now);
          const done = () => (stop(), clearTimeout(late), answer(200, this.server.poll(asked)));
          const stop = this.server.await(asked.topics, done);
          const late = setTimeout(done, Number(query.wait) * 1000);
          wire.atEnd = () => (stop(), clearTimeout(late));
          return;
        }
        const chunks = [];
        let wake;
        let broken;
        wire.buffers = () => this.faults.bufferStreams;
        const put = text => wire.carry(() => (chunks.push(text), wake?.()));
        const stream = this.server.stream(asked, put);
        if (stream.refused) return answer(400, {code: stream.refused});
        wire.atEnd = stream.close;
        signal?.addEventListener('abort', () => (broken = signal.reason, wake?.()));
        wire.carry(() => {
          wire.onCut = () => (broken = new TypeError('network'), wake?.());
          resolve({ok: true, status: 200, body: {getReader: () => ({
            async read() {
              while (!chunks.length && !broken) await new Promise(next => (wake = next));
              if (broken) throw broken;
              return {done: false, value: new TextEncoder().encode(chunks.splice(0).join(''))};
            },
          })}});
        });
      });
    });
  }
}

/** One connection: carries in order, with a latency; may be held back, or cut. */
class Wire {
  #last = 0;
  #held = [];
  #closed = false;
  onCut = () => {};
  atEnd = () => {};
  buffers = () => false;

  constructor(network) {
    this.network = network;
    network.wires.add(this);
  }

  get #stuck() {
    return this.network.faults.swallow || this.buffers();
  }

  carry(act) {
    if (this.#closed) return;
    const now = performance.now();
    this.#last = Math.max(this.#last, now + 1 + this.network.random() * 30);
    setTimeout(() => {
      if (this.#closed) return;
      if (this.#stuck || this.#held.length) this.#held.push(act);
      else act();
    }, this.#last - now);
  }

  /** As TCP does it: what was not acknowledged is sent again. */
  release() {
    if (this.#stuck) return;
    for (const act of this.#held.splice(0)) if (!this.#closed) act();
  }

  cut() {
    if (this.#closed) return;
    const {onCut} = this;
    this.close();
    onCut();
  }

  close() {
    this.#closed = true;
    this.network.wires.delete(this);
    this.atEnd();
  }
}

class Socket {
  readyState = 0;
  #wire;
  #session;

  constructor(network) {
    const wire = (this.#wire = new Wire(network));
    wire.onCut = () => this.#end(1006);
    wire.carry(() => {
      if (network.faults.refuseSockets || network.faults.bad) return wire.cut();
      if (network.faults.socketsLive < Infinity) setTimeout(() => wire.cut(), network.faults.socketsLive);
      this.#session = network.server.socket(text => wire.carry(() => this.onmessage({data: text})));
      wire.atEnd = () => this.#session.close();
      wire.carry(() => {
        this.readyState = 1;
        this.onopen();
      });
    });
  }

  send(text) {
    this.#wire.carry(() => this.#session.hear(text));
  }

  close() {
    if (this.readyState > 1) return;
    this.#wire.close();
    this.#end(1000);
  }

  #end(code) {
    this.readyState = 3;
    setTimeout(() => this.onclose?.({code, reason: ''}), 0);
  }
}
