/** Bounds what the server asks for. A delay of 25 days would be none, because it is more than a timer can have. */
const MAX_RETRY_MS = 600_000;

/** An error with the server's code, or one of the client's own. */
export class FeedError extends Error {
  /** @param {string} code @param {string} message @param {number} [status] */
  constructor(code, message, status) {
    super(message);
    this.name = 'FeedError';
    this.code = code;
    this.status = status;
  }
}

/** Calls code of the page, whose errors must not interrupt the client. @param {((value: any) => void) | undefined} listener @param {unknown} value */
export function call(listener, value) {
  try {
    // Not listener?.(value): the compiler takes that for a statement without an effect, and removes this try around it.
    if (listener) listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** @param {Response} response @returns {Promise<Response>} */
export async function checked(response) {
  const {ok, status, headers} = response;
  if (ok) return response;
  const problem = await response.json().catch(() => null);
  throw errorOf(problem ?? {}, status, Number(headers?.get('retry-after')) * 1000);
}

/**
 * Converts a problem document to an error. A `Retry-After` becomes the minimum delay before the next attempt.
 * @param {any} problem @param {number} status @param {number} [retryMs]
 */
export function errorOf({code, detail, title}, status, retryMs = 0) {
  return Object.assign(
    // An error page of a proxy has no code.
    new FeedError(code ?? 'unavailable', detail ?? title ?? `HTTP status ${status}`, status),
    retryMs ? {advice: {retryMs: Math.min(MAX_RETRY_MS, retryMs)}} : {},
  );
}

/**
 * Marks an error of `/v1/time` as final if it is 403. Every client may read the time, so a 403 means that the server does
 * not allow the page's origin, and no transport can work.
 * @param {FeedError} error
 */
export function originError(error) {
  if (error.code !== 'forbidden') return error;
  const why = `the server does not allow the origin of this page: ${error.message}`;
  return Object.assign(new FeedError('forbidden', why, 403), {advice: {stop: true}});
}

/** Throws the error of a request that got no answer. @param {any} error @param {AbortSignal | null} [signal] @returns {never} */
export function requestError(error, signal) {
  if (error.name === 'TimeoutError') throw new FeedError('silent', 'the server does not answer');
  if (signal?.aborted) throw error;
  throw new FeedError('unreachable', 'the server cannot be reached');
}
