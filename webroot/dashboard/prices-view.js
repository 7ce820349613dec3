import {animate, element, mark, write} from '../shared/dom.js';
import {date, price, signed} from '../shared/format.js';
import {sparkline} from './sparkline.js';

/** @import {Instrument, Prices} from './prices.js' */

/** Three trading days of the demo. The current one is coloured. */
const WINDOW = 72;

/** @param {HTMLElement} body a `tbody` */
export function pricesView(body) {
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();

  /** @param {Instrument} instrument */
  const rowOf = instrument => {
    let found = rows.get(instrument.topic);
    if (!found) {
      rows.set(instrument.topic, (found = row(instrument)));
      const after = [...body.children].find(other => order(other.getAttribute('data-topic') ?? '', instrument.topic) > 0);
      body.insertBefore(found.node, after ?? null);
    }
    return found;
  };

  return {
    /** @param {string} topic */
    remove(topic) {
      rows.get(topic)?.node.remove();
      rows.delete(topic);
    },
    /** @param {Iterable<Instrument>} changed */
    draw(changed) {
      for (const instrument of changed) rowOf(instrument).draw(instrument);
    },
    /** @param {Prices} prices @param {(ts: number) => boolean} old */
    dim(prices, old) {
      for (const instrument of prices.all.values()) {
        const found = rows.get(instrument.topic);
        if (!found) continue;
        const {node, redraw} = found;
        if (node.hasAttribute('data-old') === old(instrument.ts)) continue;
        mark(node, 'data-old', old(instrument.ts));
        redraw(instrument);
      }
    },
  };
}

/** @param {string} a @param {string} b */
const order = (a, b) => a.localeCompare(b, 'en', {numeric: true});

/** @param {Instrument} instrument */
function row({topic}) {
  const name = element('span', {class: 'name'});
  const day = element('time', {class: 'day'});
  const spark = element('canvas', {class: 'spark', 'aria-hidden': 'true'});
  const head = element('span');
  const tail = element('span', {class: 'tail'});
  const percent = element('span', {class: 'percent'});
  const change = element('span', {class: 'change'});
  const low = element('span');
  const high = element('span');
  const track = element('span', {class: 'track', 'aria-hidden': 'true'});
  /** @param {string} kind @param {...Node} children */
  const cell = (kind, ...children) => element('td', {class: kind, role: 'cell'}, ...children);
  const node = element('tr', {role: 'row', 'data-topic': topic},
    element('th', {class: 'instrument', scope: 'row', role: 'rowheader'}, name, day),
    cell('trend', spark),
    cell('price number', head, tail),
    cell('moved number', percent, change),
    cell('range', low, track, high));

  /** @param {Instrument} instrument */
  const redraw = ({points, now}) => {
    const shown = points.slice(-WINDOW);
    const today = shown.findIndex(({date}) => date === now.date);
    sparkline(spark, shown.map(point => point.price), today, now.open);
  };

  return {
    node,
    redraw,
    /** @param {Instrument} instrument */
    draw(instrument) {
      const {now, before, move} = instrument;
      write(name, now.name ?? topic);
      write(day, date(now.date));
      mark(day, 'datetime', now.date);
      const text = price(now.price);
      const same = sameDigits(text, price(before));
      write(head, text.slice(0, same));
      write(tail, text.slice(same));
      if (move) animate(tail, [{color: `var(--${move > 0 ? 'up' : 'down'})`}, {color: 'inherit'}], {duration: 900, easing: 'ease-in'});
      mark(node, 'data-direction', instrument.change > 0 ? 'up' : instrument.change < 0 ? 'down' : 'flat');
      write(percent, signed(instrument.percent, '%'));
      write(change, signed(instrument.change));
      write(low, price(now.low));
      write(high, price(now.high));
      track.style.setProperty('--at', instrument.place.toFixed(3));
      redraw(instrument);
    },
  };
}

/** The length of the common prefix of two prices, which is not highlighted. @param {string} a @param {string} b */
function sameDigits(a, b) {
  if (a.length !== b.length) return 0;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
