import {polling} from './readers/polling.js';
import {sockjs} from './readers/sockjs.js';
import {sse} from './readers/sse.js';
import {websocket} from './readers/websocket.js';

/** @import {Reader} from './row.js' */
/** @typedef {'pushed' | 'held' | 'polled'} Delivery the delivery of updates */
/** `extra`: off unless it is switched on. */
/** `name`: in links and exports; `label`: on the page. */
/** @typedef {{name: string, label: string, delivery: Delivery, holds: boolean, interval: number, read: Reader, extra?: boolean}} Transport */

/** Formats an interval for row names. @param {number} ms */
export const intervalName = ms => (ms % 1000 ? `${ms}ms` : `${ms / 1000}s`);

/** Formats an interval for sentences. @param {number} ms */
const intervalLabel = ms => (ms % 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** @param {string} text @returns {number | null} milliseconds; null if the interval is not allowed */
export function interval(text) {
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/.exec(text) ?? [];
  const ms = Math.round(Number(count) * (unit === 's' ? 1000 : 1));
  return ms >= 20 && ms <= 60_000 ? ms : null;
}

/** @param {number} ms @returns {Transport} */
export const poller = ms =>
  ({name: `polling-${intervalName(ms)}`, label: `Polling every ${intervalLabel(ms)}`, delivery: 'polled', holds: false, interval: ms, read: polling(ms)});

/** The transports without an interval. `holds`: keeps one of the browser's HTTP connections open. @type {Transport[]} */
export const STEADY = [
  {name: 'websocket', label: 'WebSocket', delivery: 'pushed', holds: false, interval: 0, read: websocket(false)},
  {name: 'websocket-delta', label: 'WebSocket, deltas', delivery: 'pushed', holds: false, interval: 0, read: websocket(true), extra: true},
  {name: 'sockjs', label: 'SockJS', delivery: 'pushed', holds: false, interval: 0, read: sockjs('websocket')},
  {name: 'sockjs-xhr-streaming', label: 'SockJS XHR', delivery: 'pushed', holds: true, interval: 0, read: sockjs('xhr-streaming')},
  {name: 'sse', label: 'SSE', delivery: 'pushed', holds: true, interval: 0, read: sse},
  {name: 'long-polling', label: 'Long polling', delivery: 'held', holds: true, interval: 0, read: polling(0)},
];

export const INTERVALS = [250, 1_000, 5_000];
