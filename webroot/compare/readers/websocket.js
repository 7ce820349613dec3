import {isDenied} from '../../shared/access.js';
import {frame, UPGRADE_ANSWER, UPGRADE_REQUEST, utf8} from '../bytes.js';
import {denialOf} from './close-code.js';

/** @import {Reader} from '../row.js' */

/** @param {boolean} delta @returns {Reader} reads one subscription over a native WebSocket */
export const websocket = delta => ({base, topics, head, cursor, token}, sink) => {
  const began = performance.now();
  const url = new URL('/v1/ws', base);
  url.protocol = 'ws' + url.protocol.slice(4);
  const socket = new WebSocket(url);
  sink.request(1);
  sink.count('sent', 'handshake', head(url.pathname) + UPGRADE_REQUEST);

  /** @param {object} message */
  const send = message => {
    const text = JSON.stringify(message);
    sink.count('sent', 'handshake', utf8(text) + frame(utf8(text), true));
    socket.send(text);
  };

  socket.onopen = () => {
    sink.count('received', 'handshake', UPGRADE_ANSWER);
    const since = cursor.toString();
    if (token) send({type: 'auth', id: 0, token});
    send({type: 'subscribe', id: 1, topics, ...(since && {since}), ...(delta && {delta})});
  };
  socket.onmessage = ({data}) => {
    const bytes = utf8(data);
    const message = JSON.parse(data);
    if (message.type === 'update') {
      cursor.pass(message);
      sink.count('received', 'payload', bytes);
      sink.count('received', 'framing', frame(bytes, false));
      return sink.update(message);
    }
    sink.count('received', 'handshake', bytes + frame(bytes, false));
    if (message.type === 'subscribed') {
      if (message.recovered === false) sink.broken();
      cursor.adopt(message.cursor);
      sink.ready(performance.now() - began);
    } else if (message.type === 'reset') cursor.adopt(message.cursor);
    else if (message.type === 'error') sink.fail(message.message, isDenied(message) ? 'denied' : undefined);
  };
  socket.onclose = ({code, reason}) => sink.fail(reason || `closed with ${code}`, denialOf(code));
  return () => {
    socket.onclose = socket.onmessage = null;
    socket.close(1000);
  };
};
