import {animate, element, mark, write} from '../shared/dom.js';
import {date, price, signed} from '../shared/format.js';
import {pageOf, star} from '../shared/star.js';
import {sparkline} from './sparkline.js';

/** @import {Group, Instrument, Prices} from './prices.js' */

/** The rows outside of the window that are drawn in one frame; the others wait for a later one. */
const HIDDEN_ROWS_IN_A_FRAME = 4;
const NEAR_PX = 200;

/** @param {Record<Group, HTMLElement>} bodies a `tbody` for each group */
export function pricesView(bodies) {
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();
  /** The rows in the window, or near it. @type {Set<Element>} */
  const near = new Set();
  const observer = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) {
      near[isIntersecting ? 'add' : 'delete'](target);
      if (isIntersecting) rows.get(target.getAttribute('data-topic') ?? '')?.redraw();
    }
  }, {rootMargin: `${NEAR_PX}px`});

  /** @param {Instrument} instrument */
  const rowOf = instrument => {
    let found = rows.get(instrument.topic);
    if (!found) {
      rows.set(instrument.topic, (found = row(instrument)));
      const body = bodies[instrument.group];
      const after = [...body.children].find(other => order(other.getAttribute('data-topic') ?? '', instrument.topic) > 0);
      body.insertBefore(found.node, after ?? null);
      observer.observe(found.node);
    }
    return found;
  };

  return {
    /** @param {string} topic */
    remove(topic) {
      const found = rows.get(topic);
      if (found) {
        found.node.remove();
        observer.unobserve(found.node);
        near.delete(found.node);
      }
      rows.delete(topic);
    },
    /**
     * Draws what has changed. Leaves rows outside of the window for later frames, if they are many.
     * @param {Prices} prices @returns {boolean} true if something is left
     */
    draw(prices) {
      const day = prices.day?.date;
      /** @type {ReturnType<typeof row>[]} */
      const drawn = [];
      let hidden = 0;
      for (const instrument of prices.changed) {
        const known = rows.get(instrument.topic);
        const seen = !known || near.has(known.node);
        if (!seen && ++hidden > HIDDEN_ROWS_IN_A_FRAME) continue;
        const found = rowOf(instrument);
        found.draw(instrument, day, seen);
        if (seen) drawn.push(found);
        prices.changed.delete(instrument);
      }
      // After all texts, because each line reads the layout, which every text changes.
      for (const found of drawn) found.redraw();
      // Which instruments are listed changes with the day, not with their own updates.
      for (const instrument of prices.all.values())
        if (instrument.now.listed) rows.get(instrument.topic)?.list(instrument, prices.isUnlisted(instrument));
      return prices.changed.size > 0;
    },
    /** @param {Prices} prices @param {(ts: number) => boolean} old */
    dim(prices, old) {
      for (const instrument of prices.all.values()) {
        const found = rows.get(instrument.topic);
        if (!found) continue;
        const {node, redraw} = found;
        // Without its own updates, an instrument that is not listed is as new as the page.
        const dim = old(prices.isUnlisted(instrument) ? Infinity : instrument.ts);
        if (node.hasAttribute('data-old') === dim) continue;
        mark(node, 'data-old', dim);
        redraw();
      }
    },
  };
}

/** @param {string} a @param {string} b */
const order = (a, b) => a.localeCompare(b, 'en', {numeric: true});

/** @param {Instrument} instrument */
const direction = ({change}) => (change > 0 ? 'up' : change < 0 ? 'down' : 'flat');

/** @param {Instrument} instrument */
function row({topic, group}) {
  const ticker = topic.slice(topic.indexOf('.') + 1);
  const name = element('a', {class: 'name', href: pageOf(topic)});
  const day = element('time', {class: 'day'});
  const spark = element('canvas', {class: 'spark', 'aria-hidden': 'true'});
  const head = element('span');
  const tail = element('span', {class: 'tail'});
  const percent = element('span', {class: 'percent'});
  const change = element('span', {class: 'change'});
  const low = element('span');
  const high = element('span');
  const track = element('span', {class: 'track', 'aria-hidden': 'true'});
  const unlisted = element('td', {class: 'unlisted', role: 'cell', colspan: '4', hidden: ''});
  /** @param {string} kind @param {...Node} children */
  const cell = (kind, ...children) => element('td', {class: kind, role: 'cell'}, ...children);
  const cells = [
    cell('trend', spark),
    cell('price number', head, tail),
    cell('moved number', percent, change),
    cell('range', low, track, high),
  ];
  const sub = element('span', {class: 'sub'}, ...(group === 'days' ? [] : [element('span', {class: 'ticker'}, ticker), day]));
  const node = element('tr', {role: 'row', 'data-topic': topic},
    element('th', {class: 'instrument', scope: 'row', role: 'rowheader'}, name, ...(group === 'days' ? [] : [star(topic, ticker)]), sub), ...cells, unlisted);

  /** The instrument that was drawn last. @type {Instrument | null} */
  let last = null;

  /** Draws the line. */
  function redraw() {
    if (last) sparkline(spark, last.points, last.base ?? last.points[0]?.price ?? 0);
  }

  return {
    node,
    redraw,
    /** @param {Instrument} instrument @param {string | undefined} today the day of the board @param {boolean} seen */
    draw(instrument, today, seen) {
      const {now, before, move} = instrument;
      last = instrument;
      write(name, group === 'days' && now.date ? date(now.date) : now.name ?? ticker);
      write(day, now.date && now.date !== today ? date(now.date) : '');
      mark(day, 'datetime', now.date);
      const text = price(now.price);
      const same = sameDigits(text, price(before));
      write(head, text.slice(0, same));
      write(tail, text.slice(same));
      if (move && seen) animate(tail, [{color: `var(--${move > 0 ? 'up' : 'down'})`}, {color: 'inherit'}], {duration: 900, easing: 'ease-in'});
      const known = instrument.base !== null;
      if (unlisted.hidden) mark(node, 'data-direction', direction(instrument));
      write(percent, known ? signed(instrument.percent, '%') : '\u2013');
      write(change, known ? signed(instrument.change) : '');
      const ranged = now.low !== undefined && now.high !== undefined;
      mark(cells[3], 'data-empty', !ranged);
      if (ranged) {
        write(low, price(now.low ?? 0));
        write(high, price(now.high ?? 0));
      }
      track.style.setProperty('--at', instrument.place.toFixed(3));
    },
    /** Shows or hides the values of an instrument. @param {Instrument} instrument @param {boolean} hide */
    list(instrument, hide) {
      if (unlisted.hidden === !hide) return;
      unlisted.hidden = !hide;
      for (const one of cells) one.hidden = hide;
      write(unlisted, `Not listed until ${date(instrument.now.listed ?? '')}`);
      mark(node, 'data-direction', hide ? null : direction(instrument));
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
