import {local} from './clock.js';
import {httpLink, query} from './http.js';
import {FeedError} from './session.js';

/** @import {Session} from './session.js' */
/** @import {Events} from './lifeline.js' */

const SILENCE_MS = 35_000;
const LOOK_MS = 5_000;

/**
 * The Server-Sent Events transport, read by fetch: it can carry a token, and Node has it, too.
 * @param {Session} session @param {Events} events
 */
export const streamLink = (session, events) => httpLink(session, events, async (_, __, signal) => {
  const silence = new AbortController();
  const pace = session.pace();
  const path = `v1/stream?${query(session)}${Object.entries(pace).map(([key, value]) => `&${key}=${value}`).join('')}`;
  const response = await session.request(path, {
    headers: {accept: 'text/event-stream'},
    signal: AbortSignal.any([signal, silence.signal]),
  });
  let heard = local();
  const watch = setInterval(() => {
    if (local() - heard > SILENCE_MS) silence.abort(new FeedError('silent', 'the server fell silent'));
  }, LOOK_MS);
  try {
    await blocks(/** @type {ReadableStream<Uint8Array>} */ (response.body), () => {
      heard = local();
      events.working();
    }, block => take(session, block));
  } finally {
    clearInterval(watch);
  }
  throw new FeedError('closed', 'the stream ended');
});

/** @param {Session} session @param {{event?: string, id?: string, data?: string}} block */
function take(session, {event, id, data}) {
  if (event === 'update' && data) {
    if (id) session.adopt(id);
    session.update(JSON.parse(data));
  } else if (event === 'reset') {
    const cursor = data && JSON.parse(data).cursor;
    session.adopt(cursor || id || '', false);
  }
  if (id) session.reach(id);
}

/**
 * @param {ReadableStream<Uint8Array>} body @param {() => void} alive
 * @param {(block: {event?: string, id?: string, data?: string}) => void} each
 */
async function blocks(body, alive, each) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  /** @type {Record<string, string>} */
  let block = {};
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    alive();
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
