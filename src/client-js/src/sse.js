import {local} from './clock.js';
import {httpLink, query} from './http.js';
import {FeedError, refusalOf} from './errors.js';
import {slot} from './slots.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './lifeline.js' */
/** @typedef {{event?: string, id?: string, data?: string, retry?: string}} Block */

/** The server says something every 4 s, or as often as it was told to. */
const SILENCE_MS = 20_000;
const LOOK_MS = 5_000;
const LATE_MS = 5_000;
const LATE_READS = 3;
/** Connections that streams leave to polls. */
const KEPT = 1;

/**
 * The Server-Sent Events transport, read by fetch: it can carry a token, and Node has it, too.
 * @param {Session} session @param {Events} events
 */
export const streamLink = (session, events) => httpLink(session, events, async (signal, alive) => {
  const free = await slot(session, KEPT);
  if (!free) throw new FeedError('crowded', 'other tabs have all the streams that HTTP/1.1 has room for');
  const silence = new AbortController();
  const pace = Object.entries(session.pace()).map(([key, value]) => `&${key}=${value}`).join('');
  let heard = local();
  let late = false;
  let lateReads = 0;
  const watch = setInterval(() => {
    if (local() - heard > SILENCE_MS) silence.abort(new FeedError('silent', 'the stream fell silent'));
  }, LOOK_MS);
  try {
    const response = await session.request(`v1/stream?${query(session)}${pace}`, {
      headers: {accept: 'text/event-stream'},
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const began = session.clock.now();
    heard = local();
    await blocks(/** @type {ReadableStream<Uint8Array>} */ (response.body), () => {
      heard = local();
      alive(false);
      // What waits for a buffer to be full comes late again and again; a page that was busy, once.
      lateReads = late ? lateReads + 1 : 0;
      late = false;
      if (lateReads === LATE_READS) throw new FeedError('buffered', 'updates are held back on the way');
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

/** A browser would never come back after another status than 200, so the refusal is an event. @param {Block} block */
function refused({data = '{}', retry}) {
  const problem = JSON.parse(data);
  return refusalOf(problem, problem.status, Number(retry));
}

/** @param {Session} session @param {Block} block @returns {number} when the update was accepted; 0 where it is none */
function take(session, {event, id, data}) {
  let ts = 0;
  if (event === 'update' && data) {
    if (id) session.adopt(id);
    const wire = session.reading.update(data);
    session.update(wire);
    ({ts} = wire);
  } else if (event === 'reset' && data) {
    const {cursor, feed} = JSON.parse(data);
    session.adopt(cursor, false, feed);
  }
  if (id) session.reach(id);
  return ts;
}

/**
 * @param {ReadableStream<Uint8Array>} body @param {() => void} read called for each piece, before its blocks
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
      const [, field, text] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field) block[field] = field === 'data' && block.data ? `${block.data}\n${text}` : text;
      else if (!line) {
        each(block);
        block = {};
      }
    }
  }
}
