import {token} from '../shared/access.js';
import {own} from '../shared/storage.js';
import {claimsOf} from '../shared/user.js';

const FIRST = ['Amber', 'Brisk', 'Calm', 'Dapper', 'Early', 'Gentle', 'Hazel', 'Jolly', 'Keen', 'Lucky', 'Merry', 'Nimble', 'Quiet', 'Sunny', 'Witty'];
const LAST = ['Badger', 'Crane', 'Dolphin', 'Falcon', 'Heron', 'Ibex', 'Lynx', 'Marten', 'Otter', 'Puffin', 'Robin', 'Stoat', 'Swift', 'Wren', 'Yak'];
const WHO = 'feedhorn.who';
const NAME = 'feedhorn.name';
const DECLARED_S = 300;

/** @param {string[]} list */
const any = list => list[Math.floor(Math.random() * list.length)];

/** @param {object} value */
const encode = value =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/**
 * The visitor's id and name: those of the token, otherwise of this tab. A reload keeps both; a duplicated tab gets a new id,
 * although its storage is a copy.
 */
export function loadIdentity() {
  const claims = claimsOf(token);
  const sub = typeof claims?.sub === 'string' && claims.sub ? claims.sub : null;
  const who = sub ?? own.get(WHO) ?? Math.random().toString(36).slice(2, 12);
  own.set(WHO, null);
  let name = own.get(NAME) ?? (typeof claims?.name === 'string' && claims.name ? claims.name : `${any(FIRST)} ${any(LAST)}`);
  own.set(NAME, name);
  /** @type {boolean | undefined} */
  let open;

  /** A token without a signature: a server without keys takes the id and name from it, others refuse it. */
  const declaration = () => `${encode({alg: 'none'})}.${encode({sub: who, name, exp: Math.round(Date.now() / 1000) + DECLARED_S})}.`;

  return {
    who,
    get name() {
      return name;
    },
    /** True if others see that this visitor is present. */
    get isPresent() {
      return sub !== null || open === true;
    },
    /** The token for a tab without one. @returns {Promise<string | undefined>} */
    async getToken() {
      open ??= (await fetch('/v1/time', {headers: {authorization: `Bearer ${declaration()}`}})).ok;
      return open ? declaration() : undefined;
    },
    /** @param {string} wanted */
    rename(wanted) {
      name = wanted.trim() || name;
      own.set(NAME, name);
      return name;
    },
    /** Keeps the id for the next page in this tab. Called when the page is closed. */
    keep() {
      if (sub === null) own.set(WHO, who);
    },
  };
}
