import {MIN_EXPONENT, MAX_EXPONENT, place, TICKS} from './scale.js';

/** @import {Histogram} from './histogram.js' */
/** @import {Palette} from './palette.js' */

const STEPS = 25;
const PAD = 4;

/**
 * Draws the distribution of ages on a logarithmic scale, and that of the model.
 * @param {CanvasRenderingContext2D} brush @param {number} width @param {number} height
 * @param {{ages: Histogram, interval: number, trip: number | null, error: number, way: 'pushed' | 'held' | 'asked'}} what
 * @param {Palette} colours
 */
export function drawDistribution(brush, width, height, {ages, interval, trip, error, way}, colours) {
  brush.fillStyle = colours.sunken;
  brush.fillRect(0, 0, place(error) * width, height);
  brush.fillStyle = colours.line;
  for (const tick of TICKS) brush.fillRect(Math.min(width - 1, Math.round(place(tick) * width)), 0, 1, height);

  const floor = height - 1;
  const room = floor - PAD;
  const shares = smooth(ages.shares(MIN_EXPONENT, MAX_EXPONENT, STEPS));
  const model = interval && trip !== null ? uniform(interval, trip) : null;
  const top = Math.max(...shares, ...(model ?? []), 1e-9);

  if (ages.count) {
    brush.beginPath();
    brush.moveTo(0, floor);
    shares.forEach((share, at) => brush.lineTo(((at + 0.5) / shares.length) * width, floor - (share / top) * room));
    brush.lineTo(width, floor);
    brush.fillStyle = colours[way];
    brush.globalAlpha = 0.22;
    brush.fill();
    brush.globalAlpha = 1;
    brush.strokeStyle = colours[way];
    brush.lineWidth = 1.5;
    brush.lineJoin = 'round';
    brush.stroke();
    mark(brush, place(ages.quantile(0.5)) * width, height, colours[way], 2);
    mark(brush, place(ages.quantile(0.99)) * width, height / 3, colours[way], 1);
  }
  if (model) {
    brush.beginPath();
    model.forEach((share, at) => brush.lineTo(((at + 0.5) / model.length) * width, floor - (share / top) * room));
    brush.setLineDash([3, 3]);
    brush.strokeStyle = colours.text;
    brush.globalAlpha = 0.75;
    brush.lineWidth = 1.25;
    brush.stroke();
    brush.setLineDash([]);
    brush.globalAlpha = 1;
  }
}

/** The expected share of a poller's updates in each step. @param {number} interval @param {number} trip */
function uniform(interval, trip) {
  const from = trip / 2;
  return Array.from({length: (MAX_EXPONENT - MIN_EXPONENT) * STEPS}, (_, step) => {
    const low = Math.max(from, 10 ** (MIN_EXPONENT + step / STEPS));
    const high = Math.min(from + interval, 10 ** (MIN_EXPONENT + (step + 1) / STEPS));
    return Math.max(0, high - low) / interval;
  });
}

/** Smooths the distribution, which would have gaps with few updates. @param {number[]} shares */
const smooth = shares => shares.map((share, at) => ((shares[at - 1] ?? 0) + 2 * share + (shares[at + 1] ?? 0)) / 4);

/** @param {CanvasRenderingContext2D} brush @param {number} x @param {number} height @param {string} colour @param {number} width */
function mark(brush, x, height, colour, width) {
  brush.fillStyle = colour;
  brush.fillRect(Math.round(x - width / 2), 0, width, height);
}
