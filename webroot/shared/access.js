import {connect} from '../client/feedhorn.js';
import {own} from './storage.js';

const KEY = 'feedhorn.token';

/** The token of this tab; empty if the tab has none. */
export const token = own.get(KEY) ?? '';

/**
 * Connects to the server of this page, with the token of this tab.
 * @param {() => Promise<string | undefined>} [getToken] called if the tab has none
 */
export const connectHere = getToken => connect(location.origin, token ? {token} : getToken ? {token: getToken} : {});

/**
 * Stores the token of this tab, or removes it, and reloads the page.
 * @param {string} text @returns {boolean} false if this browser stores nothing for the page, which is then not reloaded
 */
export function signIn(text) {
  const value = text.trim().replace(/^Bearer\s+/i, '');
  const stored = own.set(KEY, value || null);
  if (stored) location.reload();
  return stored;
}

/** A request that the server answered with a problem. */
class Refused extends Error {
  /** @param {string} code as in `application/problem+json` @param {string} message @param {number} status */
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The `Authorization` header; empty without a token. @returns {Record<string, string>} */
export const bearer = () => (token ? {authorization: `Bearer ${token}`} : {});

/**
 * Sends a request to the server of this page, with the token. Throws `Refused` if the answer is a problem document, and a
 * `TypeError` if there is no answer.
 * @param {string} path @param {RequestInit} [init] @returns {Promise<Response>}
 */
export async function request(path, init = {}) {
  return requireAccepted(await fetch(path, {...init, headers: {...bearer(), ...init.headers}}));
}

/** @param {Response} response @returns {Promise<Response>} the response, if it is not a problem document */
export async function requireAccepted(response) {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refused(problem.code ?? 'unavailable', problem.detail ?? `The server answered with status ${response.status}.`, response.status);
}

/** Tells if a request failed because of missing permissions. @param {unknown} error @returns {boolean} */
export const isDenied = error => ['unauthorized', 'forbidden'].includes(/** @type {any} */ (error)?.code);

/**
 * The reason of a refusal, in one line.
 * @param {{code?: string, message: string}} error @param {string} action like `read prices.*`
 */
export function denial({code, message}, action) {
  if (code === 'forbidden') return token ? `This token may not ${action}` : message;
  return token ? 'This token is not accepted' : 'Not signed in';
}
