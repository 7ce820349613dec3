import {element, find, mark, write} from '../shared/dom.js';
import {digits, members} from '../shared/exact.js';
import {beginning, price, signed} from '../shared/format.js';
import {shareButton} from '../shared/share.js';
import {pageOf, star} from '../shared/star.js';
import {watchList} from '../shared/watch.js';
import {sparkline} from './sparkline.js';

/** @import {Instrument, Prices} from './prices.js' */
/** @import {Fixture, Matches} from './matches.js' */
/** @typedef {{name: string, value: string, detail: string, direction: string, ts: number, instrument?: Instrument}} Shown */

/** @type {Record<string, string>} */
const PHASES = {pre: 'Kick-off', 'half-time': 'Half-time', 'full-time': 'Full time'};

/** @param {Instrument} instrument @returns {Shown} */
const priceOf = instrument => ({
  name: instrument.now.name ?? instrument.topic.slice(instrument.topic.indexOf('.') + 1),
  value: price(instrument.now.price),
  detail: instrument.base === null ? '' : signed(instrument.percent, '%'),
  direction: instrument.change > 0 ? 'up' : instrument.change < 0 ? 'down' : 'flat',
  ts: instrument.ts,
  instrument,
});

/** @param {Fixture} fixture @returns {Shown} */
const scoreOf = ({now, ts}) => ({
  name: `${now.home} \u2013 ${now.away}`,
  value: now.phase === 'pre' ? '\u2013' : `${now.homeScore} \u2013 ${now.awayScore}`,
  detail: PHASES[now.phase] ?? `${now.minute}\u2032`,
  direction: /half$/.test(now.phase) ? 'up' : 'flat',
  ts,
});

const MAX_CHARACTERS = 20;

/** The value, or the price or first number of an object; undefined without one. @param {{data: any, raw: string}} update */
function textOf({data, raw}) {
  const isObject = data !== null && typeof data === 'object';
  const name = isObject ? ['price', ...Object.keys(data)].find(one => typeof data[one] === 'number') : undefined;
  const value = isObject ? name && data[name] : data;
  if (value === undefined || value === null || value === '') return undefined;
  const text = digits(name === undefined ? raw : members(raw).get(name), String(value));
  return [...text].length > MAX_CHARACTERS ? `${beginning(text, MAX_CHARACTERS - 1)}\u2026` : text;
}

/**
 * The watch list: a tile for each topic.
 * @param {{prices: Prices, matches: Matches, others: Map<string, {data: any, raw: string, ts: number}>, onTopics: (topics: string[]) => void, onPrice: (topic: string) => void}} state
 */
export function watchView({prices, matches, others, onTopics, onPrice}) {
  const section = find('#watch');
  const list = find('#watch ul');
  /** @type {Map<string, ReturnType<typeof tile>>} */
  const tiles = new Map();

  /** @param {string} topic @returns {Shown} */
  function shown(topic) {
    const other = others.get(topic);
    const instrument = prices.all.get(topic);
    if (instrument && !other) return priceOf(instrument);
    const fixture = matches.fixtures.get(topic);
    if (fixture && !other) return scoreOf(fixture);
    return {name: topic, value: (other && textOf(other)) ?? '\u2013', detail: other ? '' : 'No value yet', direction: 'flat', ts: other?.ts ?? Infinity};
  }

  /** Makes the tiles those of the list. */
  function arrange() {
    const {topics, isShared} = watchList;
    tiles.clear();
    list.replaceChildren(...topics.map(topic => {
      const made = tile(topic);
      tiles.set(topic, made);
      return made.node;
    }));
    write(find('#watch-title'), isShared ? 'A shared watch list' : 'Watch list');
    find('#watch-share').hidden = !topics.length || isShared;
    find('#watch-keep').hidden = find('#watch-leave').hidden = !isShared;
    find('#watch .hint').hidden = topics.length > 0;
    mark(section, 'data-empty', !topics.length);
    onTopics(topics);
    draw();
  }

  function draw() {
    for (const [topic, one] of tiles) {
      const now = shown(topic);
      one.draw(now);
      if (now.instrument) onPrice(topic);
    }
    drawLines();
  }

  /** After all texts, because a line may read its colour, which is computed anew after each change. */
  function drawLines() {
    for (const one of tiles.values()) one.spark.draw();
  }

  shareButton(find('#watch-share'), () => ({title: 'Watch list', url: watchList.link}));
  find('#watch-keep').addEventListener('click', () => watchList.keepShared());
  find('#watch-leave').addEventListener('click', () => watchList.leaveShared());
  watchList.onChange(arrange);
  return {
    arrange,
    draw,
    drawLines,
    /** Draws all lines, because the colours of the page have changed. */
    redraw() {
      for (const one of tiles.values()) one.spark.redraw();
    },
    /** @param {(ts: number) => boolean} old */
    dim(old) {
      for (const [topic, one] of tiles) {
        const dim = old(shown(topic).ts);
        if (one.node.hasAttribute('data-old') === dim) continue;
        mark(one.node, 'data-old', dim);
        one.spark.redraw();
      }
    },
  };
}

/** @param {string} topic */
function tile(topic) {
  const name = element('a', {class: 'name', href: pageOf(topic)});
  const value = element('strong');
  const detail = element('span', {class: 'detail'});
  const canvas = element('canvas', {class: 'spark', 'aria-hidden': 'true'});
  const spark = sparkline(canvas);
  const node = element('li', {class: 'tile panel', 'data-topic': topic}, element('div', {class: 'top'}, name, star(topic, topic)), element('p', {}, value, ' ', detail), canvas);
  let ts = NaN;
  let points = 0;
  return {
    node,
    spark,
    /** @param {Shown} shown */
    draw(shown) {
      const {instrument} = shown;
      const length = instrument?.points.length ?? 0;
      if (ts === shown.ts && points === length) return;
      ts = shown.ts;
      points = length;
      write(name, shown.name);
      write(value, shown.value);
      write(detail, shown.detail);
      if (node.dataset.direction !== shown.direction) {
        mark(node, 'data-direction', shown.direction);
        spark.recolor();
      }
      canvas.hidden = !instrument;
      if (instrument) spark.set(instrument.points, instrument.base ?? instrument.points[0]?.price ?? 0);
    },
  };
}
