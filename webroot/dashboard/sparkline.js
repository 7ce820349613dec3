import {contextOf} from '../shared/canvas.js';

/**
 * Draws a line, coloured above and below a base level, in the canvas's text colour, so that the style sheet defines it
 * for both colour schemes.
 * @param {HTMLCanvasElement} canvas @param {{slot: number, price: number}[]} points oldest first; the slot is the place in time
 * @param {number} base the level to compare with
 */
export function sparkline(canvas, points, base) {
  const drawing = contextOf(canvas);
  if (!drawing || !points.length) return;
  const {context, width, height} = drawing;
  const values = points.map(({price}) => price);
  const pad = 3;
  const low = Math.min(...values, base);
  const span = Math.max(...values, base) - low;
  const first = points[0].slot;
  const step = (width - 2 * pad) / Math.max(1, points[points.length - 1].slot - first);
  /** @param {number} value */
  const y = value => (span ? height - pad - ((value - low) / span) * (height - 2 * pad) : height / 2);
  /** @param {number} index */
  const x = index => pad + (points[index].slot - first) * step;
  const style = getComputedStyle(canvas);
  const last = values.length - 1;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';

  context.strokeStyle = context.fillStyle = style.color;
  context.globalAlpha = 0.5;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(0, Math.round(y(base)) + 0.5);
  context.lineTo(width, Math.round(y(base)) + 0.5);
  context.stroke();
  context.setLineDash([]);

  // The line starts at the base level, because earlier values may be unknown.
  const since = () => {
    context.beginPath();
    context.moveTo(x(0), y(base));
    for (let at = 0; at <= last; at++) context.lineTo(x(at), y(values[at]));
  };
  context.globalAlpha = 1;
  since();
  context.stroke();
  since();
  context.lineTo(x(last), y(base));
  context.globalAlpha = 0.14;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(x(last), y(values[last]), 2.25, 0, 2 * Math.PI);
  context.fill();
}
