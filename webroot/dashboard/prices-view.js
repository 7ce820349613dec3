import {animate, element, mark, write} from '../shared/dom.js';
import {date, price, signed} from '../shared/format.js';
import {pageOf, star} from '../shared/star.js';
import {sparkline} from './sparkline.js';

/** @import {Group, Instrument, Prices} from './prices.js' */

/** The rows outside of the window that are drawn in one frame; the others wait for a later one. */
const HIDDEN_ROWS_IN_A_FRAME = 4;
const NEAR_PX = 200;
const FLASH_MS = 900;

/**
 * @param {Record<Group, HTMLElement>} bodies a `tbody` for each group
 * @param {(topic: string) => void} onSeen called when a row comes into the window, or near it
 */
export function pricesView(bodies, onSeen) {
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();
  /** The rows in the window, or near it. @type {Set<Element>} */
  const near = new Set();
  const observer = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) {
      const topic = target.getAttribute('data-topic') ?? '';
      const found = rows.get(topic);
      if (!isIntersecting || !found) near.delete(target);
      else {
        near.add(target);
        onSeen(topic);
        found.redraw();
      }
    }
  }, {rootMargin: `${NEAR_PX}px`});

  /** @param {Instrument} instrument */
  const rowOf = instrument => {
    let found = rows.get(instrument.topic);
    if (!found) {
      rows.set(instrument.topic, (found = row(instrument)));
      const {children} = bodies[instrument.group];
      let at = 0;
      for (let end = children.length; at < end;) {
        const middle = (at + end) >> 1;
        if (order(children[middle].getAttribute('data-topic') ?? '', instrument.topic) > 0) end = middle;
        else at = middle + 1;
      }
      bodies[instrument.group].insertBefore(found.node, children[at] ?? null);
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
      // After all texts, because a line may read its colour, which is computed anew after each change.
      for (const found of drawn) found.spark.draw();
      // Which instruments are listed changes with the day, not with their own updates.
      for (const instrument of prices.all.values())
        if (instrument.now.listed) rows.get(instrument.topic)?.list(instrument, prices.isUnlisted(instrument));
      return prices.changed.size > 0;
    },
    /** Draws all lines that are seen, because the colours of the page have changed. */
    redraw() {
      for (const node of near) rows.get(node.getAttribute('data-topic') ?? '')?.redraw();
    },
    /** Draws the lines that were drawn too recently when their values changed. */
    drawLines() {
      for (const node of near) rows.get(node.getAttribute('data-topic') ?? '')?.spark.draw();
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

const order = new Intl.Collator('en', {numeric: true}).compare;

/** @param {Instrument} instrument */
const direction = ({change}) => (change > 0 ? 'up' : change < 0 ? 'down' : 'flat');

/** @param {Instrument} instrument */
function row({topic, group}) {
  const ticker = topic.slice(topic.indexOf('.') + 1);
  const name = element('a', {class: 'name', href: pageOf(topic)});
  const day = element('time', {class: 'day'});
  const canvas = element('canvas', {class: 'spark', 'aria-hidden': 'true'});
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
    cell('trend', canvas),
    cell('price number', head, tail),
    cell('moved number', percent, change),
    cell('range', low, track, high),
  ];
  const sub = element('span', {class: 'sub'}, ...(group === 'days' ? [] : [element('span', {class: 'ticker'}, ticker), day]));
  const node = element('tr', {role: 'row', 'data-topic': topic},
    element('th', {class: 'instrument', scope: 'row', role: 'rowheader'}, name, ...(group === 'days' ? [] : [star(topic, ticker)]), sub), ...cells, unlisted);

  const spark = sparkline(canvas);
  /** @type {Animation | null} */
  let flash = null;
  let way = 0;
  let placed = '';

  /** Shows briefly in which direction a price has moved. @param {number} move */
  function show(move) {
    // One animation for each row: with several updates a second, each would run beside the former ones.
    if (flash && way === move) {
      flash.currentTime = 0;
      flash.play();
      return;
    }
    flash?.cancel();
    way = move;
    flash = animate(tail, [{color: `var(--${move > 0 ? 'up' : 'down'})`}, {color: 'inherit'}], {duration: FLASH_MS, easing: 'ease-in'});
  }

  return {
    node,
    spark,
    /** Draws the line in the colour that the row has now. */
    redraw: spark.redraw,
    /** @param {Instrument} instrument @param {string | undefined} today the day of the board @param {boolean} seen */
    draw(instrument, today, seen) {
      const {now, before, move} = instrument;
      write(name, group === 'days' && now.date ? date(now.date) : now.name ?? ticker);
      write(day, now.date && now.date !== today ? date(now.date) : '');
      mark(day, 'datetime', now.date);
      const text = price(now.price);
      const same = sameDigits(text, price(before));
      write(head, text.slice(0, same));
      write(tail, text.slice(same));
      if (move && seen) show(move);
      const known = instrument.base !== null;
      spark.set(instrument.points, instrument.base ?? instrument.points[0]?.price ?? 0);
      if (unlisted.hidden && node.dataset.direction !== direction(instrument)) {
        mark(node, 'data-direction', direction(instrument));
        spark.recolor();
      }
      write(percent, known ? signed(instrument.percent, '%') : '\u2013');
      write(change, known ? signed(instrument.change, '', now.price) : '');
      const ranged = now.low !== undefined && now.high !== undefined;
      mark(cells[3], 'data-empty', !ranged);
      if (ranged) {
        write(low, price(now.low ?? 0));
        write(high, price(now.high ?? 0));
      }
      const at = instrument.place.toFixed(3);
      if (at === placed) return;
      placed = at;
      track.style.setProperty('--at', at);
    },
    /** Shows or hides the values of an instrument. @param {Instrument} instrument @param {boolean} hide */
    list(instrument, hide) {
      if (unlisted.hidden === !hide) return;
      unlisted.hidden = !hide;
      for (const one of cells) one.hidden = hide;
      write(unlisted, `Not listed until ${date(instrument.now.listed ?? '')}`);
      mark(node, 'data-direction', hide ? null : direction(instrument));
      spark.recolor();
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
