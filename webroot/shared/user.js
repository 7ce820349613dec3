import {token} from './access.js';
import {shared} from './storage.js';

const KEY = 'feedhorn.user';
/** Names of users and groups, which are one segment of a topic of notifications. */
const MAX_CHARACTERS = 187;
const NAME = /^[^\s.*>,"\\\p{C}]+$/u;
const GROUPS_KEY = 'feedhorn.groups';

/**
 * The user whose notifications the pages show: that of the token, else one that this browser keeps.
 * @typedef {{name: string, groups: string[], fromToken: boolean}} User
 */

/** The reason why a text is not the name of a user or a group; empty if it is one. @param {string} text */
export const nameProblem = text =>
  NAME.test(text) && [...text].length <= MAX_CHARACTERS ? ''
    : `${text ? `\u201c${text}\u201d is not a name` : 'A name is missing'}: use 1 to ${MAX_CHARACTERS} printable characters, without spaces and . * > , " \\.`;

/** @returns {User} */
export function currentUser() {
  const claims = claimsOf(token);
  const name = claims?.feedhorn?.user ?? claims?.sub;
  if (typeof name === 'string') return {name, groups: listOf(claims?.feedhorn?.groups), fromToken: true};
  const kept = shared.get(KEY) ?? `guest-${Math.random().toString(36).slice(2, 8)}`;
  shared.set(KEY, kept);
  return {name: kept, groups: listOf(shared.get(GROUPS_KEY)?.split(' ')), fromToken: false};
}

/** Changes the user of this browser. @param {string} name @param {string[]} groups */
export function keepUser(name, groups) {
  shared.set(KEY, name);
  shared.set(GROUPS_KEY, groups.join(' '));
}

/** @param {unknown} value @returns {string[]} */
const listOf = value => (Array.isArray(value) ? value.filter(one => typeof one === 'string' && one) : []);

/** The claims of a JWT, which only the server verifies. @param {string} jwt */
export function claimsOf(jwt) {
  try {
    const bytes = Uint8Array.from(atob(jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')), char => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
