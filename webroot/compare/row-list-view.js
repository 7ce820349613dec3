import {contextOf} from '../shared/canvas.js';
import {element, mark, write} from '../shared/dom.js';
import {drawDistribution} from './distribution.js';
import {age, tick} from './number-format.js';
import {place, TICKS} from './scale.js';
import {drawStrip} from './sparkline-strip.js';
import {interval, intervalName} from './transports.js';

/** @import {Palette} from './palette.js' */
/** @import {Row} from './row.js' */
/** @import {Figures} from './model.js' */
/** @typedef {{onSwitch: (row: Row, on: boolean) => void, onInterval: (at: number, ms: number) => void}} RowEvents */

/** Shows the rows, each with a switch, its distribution and the last minute. @param {HTMLElement} panel @param {HTMLElement} axis @param {RowEvents} events */
export function rowListView(panel, axis, events) {
  /** @type {ReturnType<typeof rowView>[]} */
  let views = [];
  for (const ms of TICKS) {
    const label = element('span', {}, tick(ms));
    label.style.setProperty('--at', String(place(ms)));
    axis.append(label);
  }
  return {
    /** @param {Row[]} rows */
    show(rows) {
      for (const {node} of views) node.remove();
      let pollers = 0;
      views = rows.map(row => rowView(row, row.transport.interval ? pollers++ : -1, events));
      panel.append(...views.map(({node}) => node));
    },
    /** @param {Figures[]} figures @param {number} error @param {number} step @param {Palette} colours */
    draw(figures, error, step, colours) {
      figures.forEach((one, at) => views[at]?.draw(one, error, step, colours));
    },
    mark() {
      for (const one of views) one.mark();
    },
  };
}

/** @param {Row} row @param {number} poller its index among the pollers; -1 for other transports @param {RowEvents} events */
function rowView(row, poller, {onSwitch, onInterval}) {
  const {transport, measure} = row;
  const {name, label, delivery} = transport;
  const box = element('input', {type: 'checkbox', role: 'switch', 'aria-label': transport.label});
  box.addEventListener('change', () => onSwitch(row, box.checked));
  const title = element('span', {class: 'name'}, poller < 0 ? label : 'Polling');
  const about = element('span', {class: 'about'});
  const mean = element('span', {class: 'mean'});
  const spread = element('canvas', {class: 'spread', role: 'img', 'aria-label': `${label}: no updates`});
  const past = element('canvas', {class: 'past', 'aria-hidden': 'true'});
  const who = element('div', {class: 'who'}, box, element('div', {class: 'what'}, title, about));
  if (poller >= 0) title.append(' every ', every(transport.interval, ms => onInterval(poller, ms)));
  const node = element('div', {class: 'row', 'data-row': name, 'data-delivery': delivery}, who, spread, past, mean);

  return {
    node,
    mark() {
      box.checked = row.on;
      mark(node, 'data-status', row.status);
      write(about, row.status === 'failed' ? ['not connected', row.failure].filter(Boolean).join(': ') : row.status === 'opening' ? 'connecting' : row.status === 'off' ? 'off' : DESCRIPTIONS[name] ?? '');
      mark(about, 'title', row.failure || null);
    },
    /** @param {Figures} figures @param {number} error @param {number} step @param {Palette} colours */
    draw(figures, error, step, colours) {
      write(mean, row.on ? age(figures.age?.mean, step) : '–');
      const here = contextOf(spread);
      if (here) drawDistribution(here.context, here.width, here.height, {ages: measure.ages, interval: transport.interval, trip: figures.trip, error, delivery}, colours);
      const there = contextOf(past);
      if (there) drawStrip(there.context, there.width, there.height, {timeline: measure.timeline, error, delivery}, colours);
      mark(spread, 'aria-label', figures.age ? `${label}: half of the updates within ${age(figures.age.p50, step)} ms, 99 % within ${age(figures.age.p99, step)} ms` : `${label}: no updates`);
    },
  };
}

/** @type {Record<string, string>} */
const DESCRIPTIONS = {
  websocket: 'one connection, one subscription',
  'websocket-delta': 'only the changes of each value',
  sockjs: 'event bus over a WebSocket',
  'sockjs-xhr-streaming': 'event bus over XHR streaming',
  sse: 'one response that stays open',
  'long-polling': 'each request waits for an update',
};

/** @param {number} ms @param {(ms: number) => void} changed */
function every(ms, changed) {
  const input = element('input', {type: 'text', class: 'every', value: intervalName(ms), 'aria-label': 'Interval, for example 250ms or 2s', autocomplete: 'off', maxlength: '7'});
  input.addEventListener('change', () => {
    const wanted = interval(input.value);
    if (wanted === null || wanted === ms) input.value = intervalName(ms);
    else changed(wanted);
  });
  return input;
}
