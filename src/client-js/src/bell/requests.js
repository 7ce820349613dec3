import {checked} from '../errors.js';

/** @import {Marks} from './read-state.js' */
/** @typedef {Marks & {unread: Record<string, number>}} ReaderState */
/** @typedef {() => string | undefined | Promise<string | undefined>} GetToken */

/**
 * The requests of the bell, with its token.
 * @param {string} server ends with a slash @param {GetToken} getToken called again after the server has refused a token
 */
export function newRequests(server, getToken) {
  /** @type {Promise<string | undefined> | undefined} */
  let token;

  /** @param {string} path @param {RequestInit} [init] @param {boolean} [again] @returns {Promise<any>} */
  const json = async (path, init, again = true) => {
    const bearer = await (token ??= Promise.resolve(getToken()).catch(error => {
      token = undefined;
      throw error;
    }));
    const headers = {...(init?.body && {'content-type': 'application/json'}), ...(bearer && {authorization: `Bearer ${bearer}`})};
    const response = await fetch(new URL(path, server), {cache: 'no-store', ...init, headers});
    if (response.status === 401 && bearer && again) {
      token = undefined;
      return json(path, init, false);
    }
    return (await checked(response)).status === 204 ? null : response.json();
  };

  /** @param {string} reader */
  const pathOf = reader => `v1/readers/${encodeURIComponent(reader)}`;

  return {
    /** The public key of the server's push messages; empty if it sends none. @returns {Promise<string>} */
    async pushKey() {
      try {
        return (await json('v1/push')).publicKey;
      } catch (error) {
        if (/** @type {any} */ (error).status === 404) return '';
        throw error;
      }
    },
    /** @param {object} subscription */
    subscribePush: subscription => json('v1/push', {method: 'POST', body: JSON.stringify(subscription)}),
    /** @param {string} endpoint */
    unsubscribePush: endpoint => json('v1/push', {method: 'DELETE', body: JSON.stringify({endpoint})}),
    /** @param {string} topic @param {number} limit @returns {Promise<{cursor: string, updates: import('../../feedhorn.js').Update[]}>} */
    history: (topic, limit) => json(`v1/topics/${encodeURIComponent(topic)}/history?limit=${limit}`),
    /** Subscribes a reader to topics, which creates it if it does not exist. @param {string} reader @param {string[]} topics @returns {Promise<unknown>} */
    open: (reader, topics) => json(`v1/updates?topics=${topics.map(encodeURIComponent).join()}&reader=${encodeURIComponent(reader)}&limit=1`),
    /** @param {string} reader @returns {Promise<ReaderState>} */
    reader: reader => json(pathOf(reader)),
    /** Sent also if the page is left meanwhile. @param {string} reader @param {Marks} marks @returns {Promise<Partial<Marks>>} the state of the reader after it */
    acknowledge: (reader, {cursor, read}) =>
      json(`${pathOf(reader)}/ack`, {method: 'POST', keepalive: true, body: JSON.stringify({...(cursor && {cursor}), ...(read.length && {read})})}),
  };
}

/** @typedef {ReturnType<typeof newRequests>} Requests */
