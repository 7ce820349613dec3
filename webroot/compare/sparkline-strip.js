import {place, TICKS} from './scale.js';

/** @import {Timeline} from './timeline.js' */
/** @import {Palette} from './palette.js' */

/**
 * Draws the ages of the last minute: minimum and maximum of each quarter of a second.
 * @param {CanvasRenderingContext2D} brush @param {number} width @param {number} height
 * @param {{timeline: Timeline, error: number, way: 'pushed' | 'held' | 'asked'}} what
 * @param {Palette} colours
 */
export function drawStrip(brush, width, height, {timeline, error, way}, colours) {
  /** @param {number} ms */
  const y = ms => height - 2 - place(ms) * (height - 4);
  brush.fillStyle = colours.sunken;
  brush.fillRect(0, y(error), width, height - y(error));
  brush.fillStyle = colours.line;
  for (const tick of TICKS) brush.fillRect(0, Math.round(y(tick)), width, 0.5);
  brush.fillStyle = colours[way];
  const column = Math.max(1.5, width / 240 - 0.5);
  timeline.each((at, least, most) => {
    const top = y(most);
    brush.globalAlpha = 0.45;
    brush.fillRect(at * width - column / 2, top, column, Math.max(0, y(least) - top));
    brush.globalAlpha = 1;
    brush.fillRect(at * width - column / 2, top - 1, column, 2);
  });
}
