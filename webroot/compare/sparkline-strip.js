import {place, TICKS} from './scale.js';

/** @import {Timeline} from './timeline.js' */
/** @import {Palette} from './palette.js' */

/**
 * Draws the ages of the last minute: minimum and maximum of each quarter of a second.
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
 * @param {{timeline: Timeline, error: number, delivery: 'pushed' | 'held' | 'polled'}} what
 * @param {Palette} colours
 */
export function drawStrip(context, width, height, {timeline, error, delivery}, colours) {
  /** @param {number} ms */
  const y = ms => height - 2 - place(ms) * (height - 4);
  context.fillStyle = colours.sunken;
  context.fillRect(0, y(error), width, height - y(error));
  context.fillStyle = colours.line;
  for (const tick of TICKS) context.fillRect(0, Math.round(y(tick)), width, 0.5);
  context.fillStyle = colours[delivery];
  const column = Math.max(1.5, width / 240 - 0.5);
  timeline.each((at, least, most) => {
    const top = y(most);
    context.globalAlpha = 0.45;
    context.fillRect(at * width - column / 2, top, column, Math.max(0, y(least) - top));
    context.globalAlpha = 1;
    context.fillRect(at * width - column / 2, top - 1, column, 2);
  });
}
