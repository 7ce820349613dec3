import {chunk, frame, UPGRADE_ANSWER, UPGRADE_REQUEST, utf8} from '../bytes.js';
import {onExchange} from '../resources.js';
import {denialOf} from './close-code.js';

/** @import {Reader, Sink, Place} from '../row.js' */

/** The ping interval of the official event-bus client. */
const PING_MS = 5_000;
/** Errors of the bridge after which retrying is useless. */
const DENIALS = ['not_logged_in', 'access_denied'];
/** The update object is the last field of a message. */
const BODY = '"body":';
/** The size of response heads that a page cannot read: `/info`, `/xhr_send`, `/xhr_streaming`. */
const ANSWER_HEAD = 210;

/**
 * Reads the event-bus bridge with the official SockJS client, over one of its transports.
 * @param {'websocket' | 'xhr-streaming'} transport
 * @returns {Reader}
 */
export const sockjs = transport => (place, sink) => {
  const began = performance.now();
  const socket = new (/** @type {any} */ (globalThis).SockJS)(new URL('/eventbus', place.base).href, null, {transports: [transport]});
  const held = transport === 'websocket';
  const account = held ? framed(sink) : streamed(sink);
  const stop = held ? upgraded(place, sink) : exchanged(place, sink);
  let opened = false;

  /** @param {object} message */
  const send = message => {
    const text = JSON.stringify(message);
    const bytes = utf8(JSON.stringify([text]));
    sink.count('sent', opened ? 'framing' : 'handshake', held ? bytes + frame(bytes, true) : bytes);
    socket.send(text);
  };

  /** @type {ReturnType<typeof setInterval> | undefined} */
  let heartbeat;
  socket.onopen = () => {
    send({type: 'ping'});
    const headers = place.token ? {Authorization: `Bearer ${place.token}`} : {};
    for (const address of place.topics) send({type: 'register', address, headers});
    opened = true;
    heartbeat = setInterval(() => send({type: 'ping'}), PING_MS);
    sink.ready(performance.now() - began);
  };
  socket.onmessage = (/** @type {{data: string}} */ {data}) => {
    const message = JSON.parse(data);
    const {type, body} = message;
    const payload = type === 'rec' ? utf8(data.slice(data.indexOf(BODY) + BODY.length, -1)) : 0;
    account(data, payload);
    if (type === 'rec') sink.update(body);
    else if (type === 'err') sink.fail((message.message ?? body).replace(/^\w+: /, ''), DENIALS.includes(body) ? 'denied' : undefined);
  };
  socket.onclose = (/** @type {{code: number, reason: string}} */ {code, reason}) => {
    clearInterval(heartbeat);
    sink.fail(reason || `closed with ${code}`, denialOf(code));
  };
  return () => {
    clearInterval(heartbeat);
    stop();
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
  };
};

/** The size of a message in a SockJS frame: `a["…"]`. @param {string} data */
const escaped = data => utf8(data) + data.split(/["\\]/).length - 1 + 2 + 3;

/** @param {Sink} sink @returns {(data: string, payload: number) => void} */
const framed = sink => (data, payload) => {
  const bytes = escaped(data);
  sink.count('received', 'payload', payload);
  sink.count('received', 'framing', bytes + frame(bytes, false) - payload);
};

/** @param {Sink} sink @returns {(data: string, payload: number) => void} */
const streamed = sink => (data, payload) => {
  const bytes = escaped(data) + 1;
  sink.count('received', 'payload', payload);
  sink.count('received', 'framing', bytes + chunk(bytes) - payload);
};

/** Counts `/info` and the upgrade. @param {Place} place @param {Sink} sink */
function upgraded(place, sink) {
  const path = '/eventbus/000/abcdefgh/websocket';
  sink.request(1);
  sink.count('sent', 'handshake', place.head(path) + UPGRADE_REQUEST);
  sink.count('received', 'handshake', UPGRADE_ANSWER);
  return info(place, sink);
}

/** Counts `/info`, the streams, which are renewed every 128 KiB, and a request for each message. @param {Place} place @param {Sink} sink */
function exchanged(place, sink) {
  const path = '/eventbus/000/abcdefgh/xhr_streaming';
  const forget = info(place, sink);
  let first = true;
  const begin = () => {
    sink.request(first ? 1 : 0);
    sink.count('sent', first ? 'handshake' : 'headers', place.head(path));
    sink.count('received', first ? 'handshake' : 'headers', ANSWER_HEAD);
    sink.count('received', 'framing', 2_049 + 9);
    first = false;
  };
  begin();
  const ends = onExchange(url => url.endsWith('/xhr_streaming'), begin, false);
  const sends = onExchange(url => url.endsWith('/xhr_send'), () => {
    sink.request();
    sink.count('sent', 'headers', place.head('/eventbus/000/abcdefgh/xhr_send') + 60);
    sink.count('received', 'headers', ANSWER_HEAD);
  }, false);
  return () => {
    forget();
    ends();
    sends();
  };
}

/** @param {Place} place @param {Sink} sink */
function info({head}, sink) {
  return onExchange(url => url.includes('/eventbus/info'), ({bytes, connected}) => {
    sink.request(connected === null ? 0 : 1);
    sink.count('sent', 'handshake', head('/eventbus/info'));
    sink.count('received', 'handshake', ANSWER_HEAD + bytes);
  });
}
