import {MIN_EXPONENT, MAX_EXPONENT, place, TICKS} from './scale.js';

/** @import {Histogram} from './histogram.js' */
/** @import {Palette} from './palette.js' */

const STEPS = 25;
const PAD = 4;

/**
 * Draws the distribution of ages on a logarithmic scale, and that of the model.
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
 * @param {{ages: Histogram, interval: number, trip: number | null, error: number, delivery: 'pushed' | 'held' | 'polled'}} what
 * @param {Palette} colours
 */
export function drawDistribution(context, width, height, {ages, interval, trip, error, delivery}, colours) {
  context.fillStyle = colours.sunken;
  context.fillRect(0, 0, place(error) * width, height);
  context.fillStyle = colours.line;
  for (const tick of TICKS) context.fillRect(Math.min(width - 1, Math.round(place(tick) * width)), 0, 1, height);

  const floor = height - 1;
  const room = floor - PAD;
  const shares = smooth(ages.shares(MIN_EXPONENT, MAX_EXPONENT, STEPS));
  const model = interval && trip !== null ? uniform(interval, trip) : null;
  const top = Math.max(...shares, ...(model ?? []), 1e-9);

  if (ages.count) {
    context.beginPath();
    context.moveTo(0, floor);
    shares.forEach((share, at) => context.lineTo(((at + 0.5) / shares.length) * width, floor - (share / top) * room));
    context.lineTo(width, floor);
    context.fillStyle = colours[delivery];
    context.globalAlpha = 0.22;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = colours[delivery];
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    context.stroke();
    mark(context, place(ages.quantile(0.5)) * width, height, colours[delivery], 2);
    mark(context, place(ages.quantile(0.99)) * width, height / 3, colours[delivery], 1);
  }
  if (model) {
    context.beginPath();
    model.forEach((share, at) => context.lineTo(((at + 0.5) / model.length) * width, floor - (share / top) * room));
    context.setLineDash([3, 3]);
    context.strokeStyle = colours.text;
    context.globalAlpha = 0.75;
    context.lineWidth = 1.25;
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
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

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} height @param {string} colour @param {number} width */
function mark(context, x, height, colour, width) {
  context.fillStyle = colour;
  context.fillRect(Math.round(x - width / 2), 0, width, height);
}
