import {httpLink, query} from './http-link.js';
import {FeedError, errorOf} from './errors.js';
import {acquireSlot} from './connection-slots.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './reconnecting-transport.js' */
/** @typedef {{event?: string, id?: string, data?: string, retry?: string}} Block */

/** The server sends at least a comment every 4 s by default. */
const SILENCE_MS = 20_000;
const CHECK_MS = 5_000;
const LATE_MS = 5_000;
const LATE_READS = 3;
/** Connection slots that streams leave to polls. */
const RESERVED = 1;

/**
 * The Server-Sent Events transport. It uses fetch, because EventSource cannot send a token and is missing in Node.
 * @param {Session} session @param {Events} events
 */
export const sseLink = (session, events) => httpLink(session, events, async (signal, alive) => {
  const free = await acquireSlot(session, RESERVED);
  if (!free) throw new FeedError('crowded', 'other tabs use all streams');
  const silence = new AbortController();
  const throttle = Object.entries(session.throttle()).map(([key, value]) => `&${key}=${value}`).join('');
  let receivedAt = performance.now();
  let late = false;
  let lateReads = 0;
  const watch = setInterval(() => {
    if (performance.now() - receivedAt > SILENCE_MS) silence.abort(new FeedError('silent', 'the server fell silent'));
  }, CHECK_MS);
  try {
    const response = await session.request(`v1/stream?${query(session)}${throttle}`, {
      headers: {accept: 'text/event-stream'},
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const began = session.clock.now();
    receivedAt = performance.now();
    await blocks(/** @type {ReadableStream<Uint8Array>} */ (response.body), () => {
      receivedAt = performance.now();
      alive(false);
      // A buffering proxy delays updates repeatedly, a busy page only once.
      lateReads = late ? lateReads + 1 : 0;
      late = false;
      if (lateReads === LATE_READS) throw new FeedError('buffered', 'a proxy delays updates');
    }, block => {
      if (block.event === 'unavailable') throw refused(block);
      const ts = take(session, block);
      if (ts > began && session.clock.now() - ts > LATE_MS) late = true;
      alive(!!block.id || ts > 0);
    });
  } finally {
    clearInterval(watch);
    free();
  }
  throw new FeedError('closed', 'the stream ended');
});

/** Converts an `unavailable` event, which the server sends because EventSource does not reconnect after an error status. @param {Block} block */
function refused({data = '{}', retry}) {
  const problem = JSON.parse(data);
  return errorOf(problem, problem.status, Number(retry));
}

/** @param {Session} session @param {Block} block @returns {number} the timestamp of the update; 0 if the block is not an update */
function take(session, {event, id, data}) {
  let ts = 0;
  if (event === 'update' && data) {
    if (id) session.adopt(id);
    const wire = session.parser.update(data);
    session.update(wire);
    ({ts} = wire);
  } else if (event === 'reset' && data) {
    const {cursor, feed} = JSON.parse(data);
    session.adopt(cursor, false, feed);
  }
  if (id) session.advance(id);
  return ts;
}

/**
 * @param {ReadableStream<Uint8Array>} body @param {() => void} read called for each chunk, before its blocks
 * @param {(block: Block) => void} each
 */
async function blocks(body, read, each) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  /** @type {Record<string, string>} */
  let block = {};
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read().catch((/** @type {any} */ error) => {
      throw error.name === 'TypeError' ? new FeedError('closed', 'the stream broke') : error;
    });
    if (done) return;
    read();
    const lines = (rest + decoder.decode(value, {stream: true})).split(/\r?\n/);
    rest = /** @type {string} */ (lines.pop());
    for (const line of lines) {
      const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (field) block[field] = field === 'data' && block.data ? `${block.data}\n${text}` : text;
      else if (!line) {
        each(block);
        block = {};
      }
    }
  }
}
