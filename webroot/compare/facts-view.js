import {fact} from '../fact.js';
import {rough, short, span, whole} from './figures.js';

/** @import {Laboratory} from './laboratory.js' */
/** @import {Figures} from './model.js' */

/** The browser's own limit, for HTTP/1.1. */
const MOST_CONNECTIONS = 6;

/** What holds for all rows. @param {HTMLElement} list a `dl` */
export function factsView(list) {
  const [clock, time, rate, connections] = ['Clock', 'Measured for', 'Updates', 'HTTP connections'].map(name => fact(list, name));

  return (/** @type {Laboratory} */ {clock: {error: half, rtt}, error, step, rows, start, clock: {now}}, /** @type {Figures[]} */ figures) => {
    if (Number.isFinite(half)) clock(`\u00b1 ${rough(error)} ms`, `round trip ${rough(rtt)} ms; ages to the nearest ${step} ms`);
    else clock('…', 'being measured');
    const seconds = Number.isNaN(start) ? 0 : (now() - start) / 1000;
    time(span(seconds), Number.isNaN(start) ? 'until all are connected' : 'since all were connected');
    const most = Math.max(0, ...figures.map(({updates, lost, conflated}) => updates + lost + conflated));
    rate(seconds ? `${short(most / seconds)} a second` : '…', `${whole(most)} so far, the same for all`);
    const on = rows.filter(row => row.on);
    const held = on.filter(({transport}) => transport.holds).length;
    const polled = on.filter(({transport}) => transport.interval).length;
    connections(`${held + polled} of ${MOST_CONNECTIONS}`, `${held} held, ${polled} at most while polls are answered`);
  };
}
