/** What went wrong, with the server's own code where it gave one. */
export class FeedError extends Error {
  /** @param {string} code @param {string} message @param {number} [status] */
  constructor(code, message, status) {
    super(message);
    this.name = 'FeedError';
    this.code = code;
    this.status = status;
  }
}

/** @param {Response} response @returns {Promise<any>} */
const problemOf = async response => (await response.json().catch(() => null)) ?? {};

/** @param {Response} response @returns {Promise<Response>} */
export async function checked(response) {
  const {ok, status} = response;
  if (ok) return response;
  throw refusalOf(await problemOf(response), status, Number(response.headers?.get('retry-after')) * 1000);
}

/**
 * What a problem says, as an error. Where it says when to come back, nobody comes back before.
 * @param {any} problem @param {number} status @param {number} [retryMs]
 */
export function refusalOf({code, detail, title}, status, retryMs = 0) {
  // A proxy's page says nothing about what was asked for.
  const error = new FeedError(code ?? 'unavailable', detail ?? title ?? `the server, or something before it, answers ${status}`, status);
  return retryMs > 0 ? Object.assign(error, {advice: {retryMs}}) : error;
}

/**
 * Every page may ask for the time, so a page that is refused even this has an origin that is not allowed.
 * Nothing else is worth a try.
 * @param {FeedError} error
 */
export function asOrigin(error) {
  if (error.code !== 'forbidden') return error;
  const why = `the server does not let the origin of this page in: ${error.message}`;
  return Object.assign(new FeedError('forbidden', why, 403), {advice: {stop: true}});
}

/** Says what happened to a request in words for people. @param {any} error @param {AbortSignal | null} [signal] @returns {never} */
export function fault(error, signal) {
  if (error.name === 'TimeoutError') throw new FeedError('silent', 'the server does not answer');
  if (signal?.aborted) throw error;
  throw new FeedError('unreachable', 'the server cannot be reached');
}
