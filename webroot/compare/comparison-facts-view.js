import {fact} from '../shared/fact.js';
import {rough, short, span, timeOf, whole} from './number-format.js';

/** @import {Comparison} from './comparison.js' */
/** @import {Figures} from './model.js' */

/** The browser's limit of HTTP/1.1 connections per server. */
const MAX_CONNECTIONS = 6;

/** Shows the figures that apply to all rows. @param {HTMLElement} list a `dl` */
export function factsView(list) {
  const [clock, time, rate, connections] = ['Clock', 'Measured for', 'Updates', 'HTTP connections'].map(name => fact(list, name));

  return (/** @type {Comparison} */ {clock: {error: half, rtt}, error, step, rows, start, ended, now}, /** @type {Figures[]} */ figures) => {
    const begun = !Number.isNaN(start);
    const seconds = begun ? (now - start) / 1000 : 0;
    const most = Math.max(0, ...figures.map(({updates, lost, conflated}) => updates + lost + conflated));
    if (ended !== null) {
      clock('–', 'not measured now');
      time(begun ? span(seconds) : '–', begun ? `until the last update, ${timeOf(ended)}` : 'nothing was measured');
      rate('–', begun ? `${whole(most)} received until then` : 'none received');
      connections('–', 'no connection is open');
      return;
    }
    if (Number.isFinite(half)) clock(`\u00b1 ${rough(error)} ms`, `round trip ${rough(rtt)} ms; ages are rounded to ${step} ms`);
    else clock('…', 'being measured');
    time(begun ? span(seconds) : '…', begun ? 'since all rows are connected' : 'rows are connecting');
    rate(seconds ? `${short(most / seconds)} a second` : '…', `${whole(most)} so far, the same for all rows`);
    const on = rows.filter(row => row.on);
    const held = on.filter(({transport}) => transport.holds).length;
    const polled = on.filter(({transport}) => transport.interval).length;
    connections(`${held + polled} of ${MAX_CONNECTIONS}`, `${held} open, and up to ${polled} for polls`);
  };
}
