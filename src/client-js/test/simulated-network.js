/** A simulated network with faults. Messages of a connection arrive in order, or the connection breaks. */
export class SimulatedNetwork {
  /** @type {{refuseSockets: boolean, socketsLive: number, bufferStreams: boolean, bad: boolean, swallow: boolean}} */
  faults;
  wires = new Set();
  /** The access control of the server; null if it is open. @type {import('./simulated-access.js').SimulatedAccess | null} */
  access = null;

  constructor(server, random) {
    this.server = server;
    this.random = random;
    this.heal();
    const network = this;
    this.WebSocket = class extends Socket {
      constructor(url) {
        super(network, 'socket', new URL(url).searchParams.get('ticket'));
      }
    };
    this.SockJS = class extends Socket {
      constructor() {
        super(network, 'bus');
      }
    };
    this.fetch = (url, init) => this.#fetch(new URL(url), init);
  }

  heal() {
    this.faults = {refuseSockets: false, socketsLive: Infinity, bufferStreams: false, bad: false, swallow: false};
    this.release();
  }

  /** Delivers held messages. */
  release() {
    for (const wire of this.wires) wire.release();
  }

  /** Breaks all open connections. */
  cut() {
    for (const wire of [...this.wires]) wire.cut();
  }

  get open() {
    return this.wires.size;
  }

  async #fetch(url, {signal, headers} = {}) {
    const wire = new Wire(this);
    const query = Object.fromEntries(url.searchParams);
    const asked = {...query, topics: query.topics?.split(','), limit: query.limit && Number(query.limit), maxRate: query.maxRate && Number(query.maxRate)};
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => (wire.close(), reject(signal.reason)));
      wire.onCut = () => reject(new TypeError('network'));
      if (signal?.aborted) return wire.close(), reject(signal.reason);
      const answer = (status, body) => wire.carry(() => {
        wire.close();
        resolve({ok: status < 400, status, json: async () => structuredClone(body), text: async () => this.server.encode(body)});
      });
      wire.carry(() => {
        if (this.faults.bad) return answer(502, null);
        if (url.pathname === '/v1/time') return answer(200, {now: Date.now()});
        const token = headers?.authorization?.replace('Bearer ', '');
        const ends = this.access?.expires(token) ?? Infinity;
        if (!ends) return answer(401, {code: 'unauthorized', detail: 'no valid token'});
        if (url.pathname === '/v1/tickets') return answer(this.access ? 200 : 404, this.access?.ticket(token));
        if (url.pathname === '/v1/updates') {
          const now = this.server.poll(asked);
          if (now.refused) return answer(400, {code: now.refused});
          if (!query.wait || now.updates.length || now.recovered === false) return answer(200, now);
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
        if (ends < Infinity) wire.endsAt(ends, () => {
          wire.close();
          broken = new TypeError('the stream ended');
          wake?.();
        });
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

/** A connection with latency that delivers in order, and can be held or cut. */
class Wire {
  #last = 0;
  #held = [];
  #closed = false;
  #limit;
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

  /** Retransmits, as TCP does. */
  release() {
    if (this.#stuck) return;
    for (const act of this.#held.splice(0)) if (!this.#closed) act();
  }

  /** Sets the time until which the connection is authorized. May be called again. */
  endsAt(time, act) {
    clearTimeout(this.#limit);
    if (time < Infinity && !this.#closed) this.#limit = setTimeout(act, time - Date.now());
  }

  cut() {
    if (this.#closed) return;
    const {onCut} = this;
    this.close();
    onCut();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#limit);
    this.network.wires.delete(this);
    this.atEnd();
  }
}

class Socket {
  readyState = 0;
  #wire;
  #session;
  /** Handles the messages that concern access. */
  #acts = {};

  constructor(network, kind = 'socket', ticket = null) {
    const wire = (this.#wire = new Wire(network));
    wire.onCut = () => this.#end(1006);
    wire.carry(() => {
      if (network.faults.refuseSockets || network.faults.bad) return wire.cut();
      if (network.faults.socketsLive < Infinity) setTimeout(() => wire.cut(), network.faults.socketsLive);
      const tell = text => wire.carry(() => this.onmessage?.({data: text}));
      this.#session = network.server[kind](tell);
      wire.atEnd = () => this.#session.close();
      const {access} = network;
      const leave = () => (wire.close(), this.#end(4001));
      const ends = ticket === null ? Infinity : access?.redeem(ticket);
      if (access) wire.carry(() => (ends ? wire.endsAt(ends, leave) : leave()));
      const refuse = ({id}) => tell(JSON.stringify({type: 'error', id, code: 'unauthorized', message: 'no valid token'}));
      if (access && ticket === null) this.#acts.subscribe = refuse;
      this.#acts.auth = ({id, token}) => {
        const expires = access.expires(token);
        if (!expires) return refuse({id});
        wire.endsAt(expires, leave);
        tell(JSON.stringify({type: 'authenticated', id, expires}));
        if (access.ended.length) tell(JSON.stringify({type: 'unsubscribed', id, topics: access.ended}));
      };
      wire.carry(() => {
        this.readyState = 1;
        this.onopen?.();
      });
    });
  }

  send(text) {
    const message = JSON.parse(text);
    this.#wire.carry(() => (this.#acts[message.type] ?? (() => this.#session.hear(text)))(message));
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
