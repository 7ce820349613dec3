import {short, size, spoken} from './figures.js';
import {asFreshAsSse} from './model.js';

/** @import {Figures} from './model.js' */
/** @import {Part} from './tally.js' */
/** @typedef {{title: string, text: string}} Sentence */

const LEAST_UPDATES = 20;
const AGREE = 0.05;

/** @type {Record<Part, string>} */
const PARTS = {
  handshake: 'opening connections',
  headers: 'the headers of each exchange',
  framing: 'what stands around the updates',
  payload: 'the updates themselves',
};

/**
 * What follows from the figures, in the order of its weight, each with its reason.
 * @param {Figures[]} all @param {number} error @param {number} step
 * @returns {Sentence[]}
 */
export function verdict(all, error, step) {
  const rows = all.filter(({updates}) => updates >= LEAST_UPDATES);
  const few = all.filter(({status, updates}) => status !== 'off' && updates < LEAST_UPDATES);
  /** @type {Sentence[]} */
  const sentences = [];
  if (rows.length) sentences.push(freshest(rows, error, step), ...pollers(rows, error, step), ...cheapest(rows));
  const missing = rows.filter(({lost, conflated}) => lost + conflated);
  if (missing.length) sentences.push({
    title: 'Missing',
    text: `${missing.map(({transport, lost, conflated}) => `${transport} was not given ${sum(conflated, lost)}`).join('; ')}. ` +
      'Conflated updates were left out for newer ones, as a feed with the newest values does for a slow reader; lost ones are gone.',
  });
  if (few.length) sentences.push({
    title: 'Too few',
    text: `Nothing is said of ${list(few.map(({transport}) => transport))} yet: fewer than ${LEAST_UPDATES} updates came that way.`,
  });
  return sentences;
}

/** @param {Figures[]} rows @param {number} error @param {number} step @returns {Sentence} */
function freshest(rows, error, step) {
  const [best] = rows.slice().sort((a, b) => mean(a) - mean(b));
  const same = rows.filter(row => row !== best && mean(row) - mean(best) <= error);
  const text = same.length
    ? `${best.transport}, and ${list(same.map(({transport}) => transport))} with it: they differ by no more than ${spoken(error, step)}, a difference that this clock cannot show.`
    : `${best.transport}: an update is ${spoken(mean(best), step)} old on average when it arrives.`;
  return {title: 'Freshest', text};
}

/** @param {Figures[]} rows @param {number} error @param {number} step @returns {Sentence[]} */
function pollers(rows, error, step) {
  const polled = rows.filter(({interval}) => interval);
  const [best] = rows.slice().sort((a, b) => mean(a) - mean(b));
  const sentences = polled.filter(row => row !== best && mean(row) - mean(best) > error).map(row => {
    const model = row.model?.age.mean ?? NaN;
    const off = Math.abs(mean(row) - model);
    const agrees = off <= Math.max(error, AGREE * model);
    return {
      title: row.transport,
      text: `shows an update ${spoken(mean(row) - mean(best), step)} later than ${best.transport} on average. Half the interval and half the round trip make ${spoken(model, step)}; measured were ${spoken(mean(row), step)}, ${agrees ? 'as the model says' : 'which is not what the model says: updates may keep time with the polls, too few may have come, or this machine is busy'}.`,
    };
  });
  const even = asFreshAsSse(rows, error);
  if (even) {
    const perMinute = 60_000 / even.interval;
    sentences.push({
      title: 'As fresh as SSE',
      text: `polling every ${even.atMost ? `${spoken(even.interval, step)} or less` : spoken(even.interval, step)}: ${even.atMost ? 'at least ' : ''}${short(perMinute)} requests a minute and reader. ` +
        (even.interval < even.trip
          ? `A poll takes ${spoken(even.trip, step)} there and back, so one connection cannot ask that often: no poller is as fresh.`
          : `A poll takes ${spoken(even.trip, step)} there and back, so one connection could.`),
    });
  }
  return sentences;
}

/** @param {Figures[]} rows @returns {Sentence[]} */
function cheapest(rows) {
  const sorted = rows.filter(row => row.perUpdate.bytes !== null).sort((a, b) => cost(a) - cost(b));
  if (sorted.length < 2) return [];
  const [least] = sorted;
  const most = sorted[sorted.length - 1];
  const [part] = /** @type {Part[]} */ (Object.keys(PARTS)).sort((a, b) => each(most, b) - each(least, b) - each(most, a) + each(least, a));
  return [{
    title: 'Cost',
    text: `${least.transport} moves the fewest bytes for an update, ${size(cost(least))}; ${most.transport} the most, ${size(cost(most))}. The difference is above all ${PARTS[part]}.`,
  }];
}

/** @param {Figures} row */
const mean = row => row.age?.mean ?? NaN;

/** @param {Figures} row */
const cost = row => row.perUpdate.bytes ?? NaN;

/** @param {Figures} row @param {Part} part */
const each = ({wire, updates}, part) => (wire.sent[part] + wire.received[part]) / updates;

/** @param {number} conflated @param {number} lost */
const sum = (conflated, lost) => [conflated && `${conflated} conflated`, lost && `${lost} lost`].filter(Boolean).join(' and ');

/** @param {string[]} names */
export const list = names => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`);
