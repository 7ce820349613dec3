import {requireAccepted, isDenied} from '../../shared/access.js';
import {answerHead, chunk, utf8} from '../bytes.js';

/** @import {Reader} from '../row.js' */

/**
 * Reads Server-Sent Events by fetch, because an EventSource does not expose the bytes received.
 * @type {Reader}
 */
export function sse({base, topics, head, cursor, token}, sink) {
  const life = new AbortController();
  const began = performance.now();
  const since = cursor.toString();
  const path = `/v1/stream?topics=${topics.map(encodeURIComponent).join()}${since && `&since=${encodeURIComponent(since)}`}`;

  const run = async () => {
    sink.request(1);
    sink.count('sent', 'handshake', head(path));
    const headers = {accept: 'text/event-stream', ...(token && {authorization: `Bearer ${token}`})};
    const response = await requireAccepted(await fetch(new URL(path, base), {cache: 'no-store', signal: life.signal, headers}));
    if (!response.body) throw new Error('the answer has no body');
    sink.count('received', 'handshake', answerHead(response.headers, response.status));
    await blocks(response.body, block => {
      const bytes = utf8(block) + 2;
      const fields = Object.fromEntries(block.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
      const payload = fields.event === 'update' ? utf8(fields.data) : 0;
      sink.count('received', 'payload', payload);
      sink.count('received', 'framing', bytes + chunk(bytes) - payload);
      if (fields.id) {
        cursor.adopt(fields.id);
        sink.ready(performance.now() - began);
      }
      if (payload) sink.update(JSON.parse(fields.data));
      else if (fields.event === 'reset') sink.broken();
      else if (fields.event === 'unavailable') throw new Error(JSON.parse(fields.data).detail);
    });
    throw new Error('the stream ended');
  };
  run().catch(error => life.signal.aborted || sink.fail(error instanceof TypeError ? 'the server cannot be reached' : error.message, isDenied(error) ? 'denied' : undefined));
  return () => life.abort();
}

/** @param {ReadableStream<Uint8Array>} body @param {(block: string) => void} each */
async function blocks(body, each) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    const parts = (rest + decoder.decode(value, {stream: true})).split('\n\n');
    rest = /** @type {string} */ (parts.pop());
    parts.forEach(each);
  }
}
