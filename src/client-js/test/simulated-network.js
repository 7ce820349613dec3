/** A simulated network with faults. Messages of a connection arrive in order, or the connection breaks. */
export class SimulatedNetwork {
  /** @type {{refuseSockets: boolean, socketLifeMs: number, bufferStreams: boolean, badGateway: boolean, dropData: boolean}} */
  faults;
  connections = new Set();
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
    this.faults = {refuseSockets: false, socketLifeMs: Infinity, bufferStreams: false, badGateway: false, dropData: false};
    this.release();
  }

  /** Delivers held messages. */
  release() {
    for (const connection of this.connections) connection.release();
  }

  /** Breaks all open connections. */
  cut() {
    for (const connection of [...this.connections]) connection.cut();
  }

  get open() {
    return this.connections.size;
  }

  async #fetch(url, {signal, headers} = {}) {
    const connection = new Connection(this);
    const query = Object.fromEntries(url.searchParams);
    const request = {...query, topics: query.topics?.split(','), limit: query.limit && Number(query.limit), maxRate: query.maxRate && Number(query.maxRate)};
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => (connection.close(), reject(signal.reason)));
      connection.onCut = () => reject(new TypeError('network'));
      if (signal?.aborted) return connection.close(), reject(signal.reason);
      const respond = (status, body) => connection.deliver(() => {
        connection.close();
        resolve({ok: status < 400, status, json: async () => structuredClone(body), text: async () => this.server.encode(body)});
      });
      connection.deliver(() => {
        if (this.faults.badGateway) return respond(502, null);
        if (url.pathname === '/v1/time') return respond(200, {now: Date.now()});
        const token = headers?.authorization?.replace('Bearer ', '');
        const ends = this.access?.expires(token) ?? Infinity;
        if (!ends) return respond(401, {code: 'unauthorized', detail: 'no valid token'});
        if (url.pathname === '/v1/tickets') return respond(this.access ? 200 : 404, this.access?.ticket(token));
        if (url.pathname === '/v1/updates') {
          const now = this.server.poll(request);
          if (now.refused) return respond(400, {code: now.refused});
          if (!query.wait || now.updates.length || now.recovered === false) return respond(200, now);
          const done = () => (stop(), clearTimeout(timeout), respond(200, this.server.poll(request)));
          const stop = this.server.await(request.topics, done);
          const timeout = setTimeout(done, Number(query.wait) * 1000);
          connection.atEnd = () => (stop(), clearTimeout(timeout));
          return;
        }
        const chunks = [];
        let notify;
        let broken;
        connection.buffers = () => this.faults.bufferStreams;
        const put = text => connection.deliver(() => (chunks.push(text), notify?.()));
        const stream = this.server.stream(request, put);
        if (stream.refused) return respond(400, {code: stream.refused});
        connection.atEnd = stream.close;
        signal?.addEventListener('abort', () => (broken = signal.reason, notify?.()));
        if (ends < Infinity) connection.endsAt(ends, () => {
          connection.close();
          broken = new TypeError('the stream ended');
          notify?.();
        });
        connection.deliver(() => {
          connection.onCut = () => (broken = new TypeError('network'), notify?.());
          resolve({ok: true, status: 200, body: {getReader: () => ({
            async read() {
              while (!chunks.length && !broken) await new Promise(next => (notify = next));
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
class Connection {
  #last = 0;
  #held = [];
  #closed = false;
  #limit;
  onCut = () => {};
  atEnd = () => {};
  buffers = () => false;

  constructor(network) {
    this.network = network;
    network.connections.add(this);
  }

  get #blocked() {
    return this.network.faults.dropData || this.buffers();
  }

  deliver(action) {
    if (this.#closed) return;
    const now = performance.now();
    this.#last = Math.max(this.#last, now + 1 + this.network.random() * 30);
    setTimeout(() => {
      if (this.#closed) return;
      if (this.#blocked || this.#held.length) this.#held.push(action);
      else action();
    }, this.#last - now);
  }

  /** Retransmits, as TCP does. */
  release() {
    if (this.#blocked) return;
    for (const action of this.#held.splice(0)) if (!this.#closed) action();
  }

  /** Sets the time until which the connection is authorized. May be called again. */
  endsAt(time, action) {
    clearTimeout(this.#limit);
    if (time < Infinity && !this.#closed) this.#limit = setTimeout(action, time - Date.now());
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
    this.network.connections.delete(this);
    this.atEnd();
  }
}

class Socket {
  readyState = 0;
  #connection;
  #session;
  /** Handles the messages that concern access. */
  #handlers = {};

  constructor(network, kind = 'socket', ticket = null) {
    const connection = (this.#connection = new Connection(network));
    connection.onCut = () => this.#end(1006);
    connection.deliver(() => {
      if (network.faults.refuseSockets || network.faults.badGateway) return connection.cut();
      if (network.faults.socketLifeMs < Infinity) setTimeout(() => connection.cut(), network.faults.socketLifeMs);
      const send = text => connection.deliver(() => this.onmessage?.({data: text}));
      this.#session = network.server[kind](send);
      connection.atEnd = () => this.#session.close();
      const {access} = network;
      const expire = () => (connection.close(), this.#end(4001));
      const ends = ticket === null ? Infinity : access?.redeem(ticket);
      if (access) connection.deliver(() => (ends ? connection.endsAt(ends, expire) : expire()));
      const refuse = ({id}) => send(JSON.stringify({type: 'error', id, code: 'unauthorized', message: 'no valid token'}));
      if (access && ticket === null) this.#handlers.subscribe = refuse;
      this.#handlers.auth = ({id, token}) => {
        const expires = access.expires(token);
        if (!expires) return refuse({id});
        connection.endsAt(expires, expire);
        send(JSON.stringify({type: 'authenticated', id, expires}));
        if (access.revokedTopics.length) send(JSON.stringify({type: 'unsubscribed', id, topics: access.revokedTopics}));
      };
      connection.deliver(() => {
        this.readyState = 1;
        this.onopen?.();
      });
    });
  }

  send(text) {
    const message = JSON.parse(text);
    this.#connection.deliver(() => (this.#handlers[message.type] ?? (() => this.#session.receive(text)))(message));
  }

  close() {
    if (this.readyState > 1) return;
    this.#connection.close();
    this.#end(1000);
  }

  #end(code) {
    this.readyState = 3;
    setTimeout(() => this.onclose?.({code, reason: ''}), 0);
  }
}
