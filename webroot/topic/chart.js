import {about, decimal, mark} from '../shared/format.js';

/** @import {Series} from './series.js' */
/** @typedef {{value: number, label: string}} Level a horizontal line */

const HEIGHT = 340;
const SMALL_HEIGHT = 240;
const SMALL_WIDTH = 560;
const FONT = '12px Inter, -apple-system, "Segoe UI", Roboto, "DejaVu Sans Condensed", sans-serif';

/** @param {number} value */
const two = value => String(value).padStart(2, '0');
/** The text of a place on the horizontal axis. @type {Record<import('./series.js').Axis, (x: number) => string>} */
const TEXTS = {
  clock: x => `${Math.floor(x / 3600)}:${two(Math.floor((x % 3600) / 60))}`,
  minute: x => `${x}\u2032`,
  time: x => new Date(x * 1000).toLocaleTimeString('en-GB'),
};
/** Distances of the marks of the horizontal axis. */
const STEPS = {clock: [300, 600, 900, 1800, 3600, 7200], minute: [5, 15, 30, 45], time: [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21600, 86400]};

/**
 * A chart of a series by uPlot. It is made anew if the series is another kind, or the colours change.
 * @param {HTMLElement} node
 */
export function chartOf(node) {
  /** @type {any} */
  let plot = null;
  let key = '';
  /** @type {Level[]} */
  let levels = [];

  const size = () => ({width: node.clientWidth, height: node.clientWidth < SMALL_WIDTH ? SMALL_HEIGHT : HEIGHT});
  new ResizeObserver(() => plot?.setSize(size())).observe(node);

  return {
    /** @param {Series} series @param {string[]} names of its values @param {Level[]} lines */
    draw(series, names, lines) {
      const {uPlot} = /** @type {any} */ (window);
      if (!uPlot || !node.clientWidth) return;
      levels = lines;
      const wanted = [series.kind, series.axis, ...names, ...Object.values(colors(node))].join();
      if (wanted !== key) {
        plot?.destroy();
        plot = new uPlot(options(series, names, {...size(), ...colors(node)}, () => levels), data(series), node);
        // The marks, the lines and the text of the section say what it shows.
        plot.root.querySelector('canvas').setAttribute('aria-hidden', 'true');
        key = wanted;
      } else plot.setData(data(series));
      // Without a pointer on the chart, the legend has the newest values.
      const idx = series.xs.length - 1;
      // After the microtask of a new plot, which empties the legend.
      queueMicrotask(() => plot?.cursor.idx == null && plot?.setLegend({idx}));
    },
    clear() {
      plot?.destroy();
      plot = null;
      key = '';
    },
  };
}

/** @param {Series} series */
const data = ({xs, ys}) => [xs, ...ys];

/** The colours of the page. @param {HTMLElement} node */
function colors(node) {
  const style = getComputedStyle(node);
  /** @param {string} name */
  const color = name => style.getPropertyValue(name).trim();
  return {first: color('--chart'), second: color('--chart-second'), line: color('--line'), text: color('--muted'), level: color('--brand')};
}

/**
 * @param {Series} series @param {string[]} names @param {{width: number, height: number} & ReturnType<typeof colors>} look
 * @param {() => Level[]} levels
 */
function options({kind, axis}, names, {width, height, first, second, line, text, level}, levels) {
  const {uPlot} = /** @type {any} */ (window);
  const isMatch = kind === 'match';
  const isByMinute = axis === 'minute';
  const grid = {stroke: line, width: 1};
  return {
    width,
    height,
    cursor: {y: false, points: {size: 7}, drag: {x: true, y: false}},
    scales: {
      x: {time: false, ...(isByMinute && {range: () => [0, 90]})},
      y: {range: (/** @type {any} */ _, /** @type {number} */ min, /** @type {number} */ max) => (isMatch ? [0, Math.max(4, max + 1)] : padded(min, max, levels()))},
    },
    axes: [
      {stroke: text, font: FONT, size: 34, grid: {show: false}, ticks: {...grid, size: 4}, incrs: STEPS[axis], space: 70, values: (/** @type {any} */ _, /** @type {number[]} */ marks) => marks.map(TEXTS[axis])},
      {stroke: text, font: FONT, grid, ticks: {show: false}, size: (/** @type {any} */ _, /** @type {string[] | null} */ texts) => (isMatch ? 36 : axisWidth(texts)), ...(isMatch && {incrs: [1, 2, 5]}), values: (/** @type {any} */ _, /** @type {number[]} */ marks, /** @type {number} */ __, /** @type {number} */ ___, /** @type {number} */ distance) => marks.map(value => (isMatch ? String(value) : distance < 0.1 ? mark(value, distance) : number(value)))},
    ],
    series: [
      {label: {clock: 'Time', minute: 'Minute', time: 'Time'}[axis], value: (/** @type {any} */ _, /** @type {number | null} */ x) => (x == null ? '\u2013' : TEXTS[axis](x))},
      ...names.map((name, index) => ({
        label: name,
        stroke: index ? second : first,
        width: 2,
        points: {show: false},
        ...(index && {dash: [6, 4]}),
        ...(isMatch && {paths: uPlot.paths.stepped({align: 1})}),
        ...(!isMatch && {fill: first + '1f'}),
        value: (/** @type {any} */ _, /** @type {number | null} */ value) => (value == null ? '\u2013' : isMatch ? String(value) : about(value, number(value))),
      })),
    ],
    hooks: {draw: [(/** @type {any} */ plot) => drawLevels(plot, levels(), level)]},
  };
}

/** A price as on the page, larger numbers with separators, or with an exponent. @param {number} value */
const number = value => (Math.abs(value) < 1e6 ? decimal(value) : Math.abs(value) < 1e21 ? value.toLocaleString('en-GB') : String(value));

/** The width of the vertical axis: that of its longest text. @param {string[] | null} texts */
const axisWidth = texts => Math.max(66, 20 + 7 * Math.max(0, ...(texts ?? []).map(text => text.length)));

/** The range of the values with some room, and with the levels that are near. @param {number} min @param {number} max @param {Level[]} levels */
function padded(min, max, levels) {
  if (min == null || max == null) return [0, 1];
  const span = max - min || Math.abs(max) * 0.01 || 1;
  const near = levels.map(({value}) => value).filter(value => value > min - span && value < max + span);
  return [Math.min(min, ...near) - span * 0.08, Math.max(max, ...near) + span * 0.08];
}

/** @param {any} plot @param {Level[]} levels @param {string} color */
function drawLevels(plot, levels, color) {
  const {ctx, bbox} = plot;
  const ratio = devicePixelRatio || 1;
  for (const {value, label} of levels) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = color;
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.font = `${11 * ratio}px sans-serif`;
    ctx.textAlign = 'right';
    ctx.fillText(label, bbox.left + bbox.width - 4 * ratio, y - 5 * ratio);
    ctx.restore();
  }
}
