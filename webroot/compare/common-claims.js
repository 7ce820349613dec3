import {size, spoken, whole} from './number-format.js';

/** @import {Figures} from './model.js' */
/** @typedef {{claim: string, measured: string}} Claim */

/**
 * Common claims about transports, each with the measurement.
 * @param {Figures[]} rows @param {number} step
 * @returns {Claim[]}
 */
export function claims(rows, step) {
  const polled = rows.filter(({interval, requests}) => interval && requests > 1);
  const [poller] = polled.filter(({transport}) => transport === 'polling-1s').concat(polled);
  const socket = rows.find(({transport, handshake}) => transport === 'websocket' && handshake.bytes > 0);
  /** @type {Claim[]} */
  const found = [];
  if (poller) {
    found.push({
      claim: 'HTTP needs a new connection for each exchange',
      measured: `${poller.label} opened ${whole(poller.connections)} ${poller.connections === 1 ? 'connection' : 'connections'} for ${whole(poller.requests)} requests: browsers keep connections open.`,
    });
    const all = poller.bytes;
    const headers = poller.wire.sent.headers + poller.wire.received.headers;
    const framing = poller.wire.sent.framing + poller.wire.received.framing;
    if (all) found.push({
      claim: 'The headers are the overhead',
      measured: `Of the bytes of ${poller.label}, ${share(headers, all)} are headers, ${share(framing, all)} are framing and ${share(all - headers - framing, all)} are updates.`,
    });
  }
  if (socket && socket.handshake.time !== null) {
    const perPoll = poller && poller.requests ? (poller.wire.sent.headers + poller.wire.received.headers) / poller.requests : 0;
    found.push({
      claim: 'A WebSocket’s handshake is paid once',
      measured: `It took ${spoken(socket.handshake.time, step)} and ${size(socket.handshake.bytes)}${perPoll ? `, as many bytes as the headers of ${polls(socket.handshake.bytes / perPoll)}` : ''}.`,
    });
  }
  return found;
}

/** @param {number} ratio */
const polls = ratio => (ratio <= 1 ? 'one poll' : `${whole(Math.ceil(ratio))} polls`);

/** @param {number} part @param {number} all */
const share = (part, all) => `${Math.round((100 * part) / all)} %`;
