const encode = claims => Buffer.from(JSON.stringify(claims)).toString('base64url');

/** The access control of the simulated server: JWTs that expire or are revoked, and tickets. */
export class SimulatedAccess {
  #revoked = new Set();
  #tickets = new Map();
  #issued = 0;
  /** Topics that later tokens do not permit. @type {string[]} */
  revokedTopics = [];

  /** Issues a JWT with a lifetime. */
  issue(ms) {
    const exp = (Date.now() + ms) / 1000;
    return `${encode({alg: 'none'})}.${encode({exp, jti: `${++this.#issued} ÿ~?>`})}.x`;
  }

  /** Revokes all tokens. */
  revokeAll() {
    this.#revoked.add(this.#issued);
  }

  /** Returns the expiry of a token; 0 if it is invalid. */
  expires(token) {
    try {
      const {exp, jti} = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
      const valid = exp * 1000 > Date.now() && parseInt(jti) > Math.max(0, ...this.#revoked);
      return valid ? exp * 1000 : 0;
    } catch {
      return 0;
    }
  }

  ticket(token) {
    const ticket = `ticket${++this.#issued}`;
    this.#tickets.set(ticket, this.expires(token));
    return {ticket, expires: Date.now() + 30_000};
  }

  /** Redeems a ticket, which is valid once. Returns its expiry, or 0. */
  redeem(ticket) {
    const expires = this.#tickets.get(ticket) ?? 0;
    this.#tickets.delete(ticket);
    return expires;
  }
}
