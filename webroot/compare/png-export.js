import {drawDistribution} from './distribution.js';
import {age, rough, short, size, tick} from './number-format.js';
import {place, TICKS} from './scale.js';

/** @import {Row} from './row.js' */
/** @import {Palette} from './palette.js' */
/** @import {Results} from './export.js' */

const WIDTH = 1200;
const LANE = 52;
const LEFT = 216;
const CHART = 480;
const SCALE = 2;

/**
 * Renders lanes, main figures and verdict as an image.
 * @param {Row[]} rows @param {Results} results @param {string} about @param {Palette} colours
 * @returns {Promise<Blob>}
 */
export function renderPng(rows, {error, step, figures, verdict, clock}, about, colours) {
  const canvas = document.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const on = rows.map((row, at) => ({row, at})).filter(({row}) => row.on);
  context.font = `15px ${colours.font}`;
  const lines = verdict.flatMap(({title, text}) => wrapped(context, `${title}: ${text}`, WIDTH - 64));
  const height = 150 + on.length * LANE + 40 + lines.length * 23 + 24;
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, WIDTH, height);

  /** @param {string} text @param {number} x @param {number} y @param {{size?: number, weight?: number, colour?: string, align?: CanvasTextAlign}} [style] */
  const drawText = (text, x, y, {size: px = 15, weight = 400, colour = colours.text, align = 'left'} = {}) => {
    context.font = `${weight} ${px}px ${colours.font}`;
    context.fillStyle = colour;
    context.textAlign = align;
    context.fillText(text, x, y);
  };
  const muted = {size: 13, colour: colours.muted};
  drawText('Age of an update on arrival', 32, 48, {size: 24, weight: 650});
  drawText(`${about} · clock \u00b1 ${rough(error)} ms, round trip ${rough(clock.rtt)} ms · ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC · Feedhorn`, 32, 74, muted);
  for (const ms of TICKS) drawText(tick(ms), LEFT + place(ms) * CHART, 124, {...muted, align: 'center'});
  ['Mean, ms', 'p99, ms', 'Bytes/update', 'GB/1,000 readers'].forEach((label, at) => drawText(label, column(at), 124, {...muted, align: 'right'}));

  on.forEach(({row, at}, index) => {
    const {transport, measure} = row;
    const one = figures[at];
    const top = 136 + index * LANE;
    drawText(transport.label, 32, top + 31, {weight: 550});
    context.save();
    context.translate(LEFT, top + 4);
    drawDistribution(context, CHART, LANE - 8, {ages: measure.ages, interval: transport.interval, trip: one.trip, error, delivery: transport.delivery}, colours);
    context.restore();
    [age(one.age?.mean, step), age(one.age?.p99, step), size(one.perUpdate.bytes), short(one.month)]
      .forEach((text, place) => drawText(text, column(place), top + 31, {align: 'right', weight: place ? 400 : 600}));
  });
  lines.forEach((text, at) => drawText(text, 32, 136 + on.length * LANE + 40 + at * 23));
  return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the browser made no picture')))));
}

/** @param {number} at */
const column = at => LEFT + CHART + 116 + at * 118;

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} width */
function wrapped(context, text, width) {
  /** @type {string[]} */
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
