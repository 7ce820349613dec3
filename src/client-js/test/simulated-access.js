const encode = claims => Buffer.from(JSON.stringify(claims)).toString('base64url');

/** The access control of the simulated server: JWTs that expire or are revoked, and tickets. */
export class SimulatedAccess {
  #taken = new Set();
  #tickets = new Map();
  #made = 0;
  /** Topics that later tokens do not allow. @type {string[]} */
  ended = [];

  /** A JWT with a lifetime. */
  issue(ms) {
    const exp = (Date.now() + ms) / 1000;
    return `${encode({alg: 'none'})}.${encode({exp, jti: `${++this.#made} ÿ~?>`})}.x`;
  }

  /** Revokes all tokens. */
  takeBack() {
    this.#taken.add(this.#made);
  }

  /** The expiry of a token; 0 if it is invalid. */
  expires(token) {
    try {
      const {exp, jti} = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
      const good = exp * 1000 > Date.now() && parseInt(jti) > Math.max(0, ...this.#taken);
      return good ? exp * 1000 : 0;
    } catch {
      return 0;
    }
  }

  ticket(token) {
    const ticket = `ticket${++this.#made}`;
    this.#tickets.set(ticket, this.expires(token));
    return {ticket, expires: Date.now() + 30_000};
  }

  /** A ticket, valid once. */
  redeem(ticket) {
    const expires = this.#tickets.get(ticket) ?? 0;
    this.#tickets.delete(ticket);
    return expires;
  }
}
