const encode = claims => Buffer.from(JSON.stringify(claims)).toString('base64url');

/** Tokens and tickets of a server that wants them: JWTs that end, or are taken back. */
export class SimulatedAccess {
  #taken = new Set();
  #tickets = new Map();
  #made = 0;
  /** Topics that the next tokens do not grant any more. @type {string[]} */
  ended = [];

  /** A JWT that is good for so long. */
  issue(ms) {
    const exp = (Date.now() + ms) / 1000;
    return `${encode({alg: 'none'})}.${encode({exp, jti: `${++this.#made} ÿ~?>`})}.x`;
  }

  /** None of the tokens so far is good any more. */
  takeBack() {
    this.#taken.add(this.#made);
  }

  /** When a token ends; 0 where it is not good. */
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

  /** Good once. */
  redeem(ticket) {
    const expires = this.#tickets.get(ticket) ?? 0;
    this.#tickets.delete(ticket);
    return expires;
  }
}
