import {contextOf} from '../shared/canvas.js';

/** @typedef {{slot: number, price: number}[]} Points oldest first; the slot is the place in time */

/** The minimum time between two drawings of one line while its values change. */
const REST_MS = 500;
const PAD = 3;

/** @type {WeakMap<Element, (width: number, height: number) => void>} */
const resized = new WeakMap();
const observer = new ResizeObserver(entries => {
  for (const {target, contentRect: {width, height}} of entries) resized.get(target)?.(Math.round(width), Math.round(height));
});

/**
 * A line in a canvas, coloured above and below a base level, in the canvas's text colour, so that the style sheet defines it
 * for both colour schemes. Learns its size from the browser and its colour once, because reading either in a frame that
 * changes texts would lay them out twice.
 * @param {HTMLCanvasElement} canvas
 */
export function sparkline(canvas) {
  let width = 0;
  let height = 0;
  /** Empty if it is to be read anew. */
  let color = '';
  let drawn = -Infinity;
  let stale = false;
  /** @type {Points} */
  let points = [];
  let base = 0;

  function paint() {
    stale = !width || !height;
    const drawing = points.length ? contextOf(canvas, {clientWidth: width, clientHeight: height}) : null;
    if (!drawing) return;
    color ||= getComputedStyle(canvas).color;
    drawn = performance.now();
    const {context} = drawing;
    context.strokeStyle = context.fillStyle = color;
    trace(context, {points, base, width, height});
  }

  resized.set(canvas, (newWidth, newHeight) => {
    width = newWidth;
    height = newHeight;
    paint();
  });
  observer.observe(canvas);

  return {
    /** Takes other values, which the next drawing shows. @param {Points} newPoints @param {number} level the one to compare with */
    set(newPoints, level) {
      points = newPoints;
      base = level;
      stale = true;
    },
    /** Draws the line if its values have changed, and the last drawing is long enough ago. */
    draw() {
      if (stale && performance.now() - drawn >= REST_MS) paint();
    },
    /** Lets the next drawing read the colour anew, and not wait. */
    recolor() {
      color = '';
      drawn = -Infinity;
      stale = true;
    },
    /** Draws the line now, in the colour that it has now. */
    redraw() {
      color = '';
      paint();
    },
  };
}

/** @param {CanvasRenderingContext2D} context @param {{points: Points, base: number, width: number, height: number}} line */
function trace(context, {points, base, width, height}) {
  let low = base;
  let high = base;
  for (const {price} of points) {
    low = Math.min(low, price);
    high = Math.max(high, price);
  }
  const span = high - low;
  const first = points[0].slot;
  const last = points[points.length - 1];
  const step = (width - 2 * PAD) / Math.max(1, last.slot - first);
  /** @param {number} value */
  const y = value => (span ? height - PAD - ((value - low) / span) * (height - 2 * PAD) : height / 2);
  /** @param {{slot: number}} point */
  const x = ({slot}) => PAD + (slot - first) * step;

  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.globalAlpha = 0.5;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(0, Math.round(y(base)) + 0.5);
  context.lineTo(width, Math.round(y(base)) + 0.5);
  context.stroke();
  context.setLineDash([]);

  // The line starts at the base level, because earlier values may be unknown.
  context.beginPath();
  context.moveTo(x(points[0]), y(base));
  for (const point of points) context.lineTo(x(point), y(point.price));
  context.globalAlpha = 1;
  context.stroke();
  context.lineTo(x(last), y(base));
  context.globalAlpha = 0.14;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(x(last), y(last.price), 2.25, 0, 2 * Math.PI);
  context.fill();
}
