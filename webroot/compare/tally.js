/** @typedef {'handshake' | 'headers' | 'framing' | 'payload'} Part */
/** @typedef {Record<Part, number>} Parts bytes */

/** @returns {Parts} */
const none = () => ({handshake: 0, headers: 0, framing: 0, payload: 0});

/** The bytes, requests and connections of a transport, in both directions. */
export class Tally {
  sent = none();
  received = none();
  requests = 0;
  connections = 0;

  get bytes() {
    return total(this.sent) + total(this.received);
  }

  /** @param {Part} part */
  of(part) {
    return this.sent[part] + this.received[part];
  }

  /** @param {Tally} other */
  plus(other) {
    const sum = new Tally();
    for (const direction of /** @type {const} */ (['sent', 'received']))
      for (const part of /** @type {Part[]} */ (Object.keys(sum.sent))) sum[direction][part] = this[direction][part] + other[direction][part];
    sum.requests = this.requests + other.requests;
    sum.connections = this.connections + other.connections;
    return sum;
  }
}

/** @param {Parts} parts */
const total = parts => parts.handshake + parts.headers + parts.framing + parts.payload;
