import {short, size, span, spoken, timeOf} from './number-format.js';
import {asFreshAsSse} from './model.js';

/** @import {Figures} from './model.js' */
/** @import {Part} from './tally.js' */
/** @typedef {{title: string, text: string}} Sentence */

const MIN_UPDATES = 20;
const AGREE = 0.05;
const SECOND_MS = 1_000;

/** @type {Record<Part, string>} */
const PARTS = {
  handshake: 'the handshakes',
  headers: 'the HTTP headers',
  framing: 'the framing around the updates',
  payload: 'the updates themselves',
};

/**
 * The first sentence of the page: how old updates are, pushed and polled.
 * @param {Figures[]} all @param {number} step
 */
export function lead(all, step) {
  const rows = all.filter(({status, updates}) => status === 'live' && updates >= MIN_UPDATES);
  const [pushed] = rows.filter(({delivery}) => delivery === 'pushed').sort((a, b) => mean(a) - mean(b));
  const [polled] = rows.filter(({interval}) => interval).sort((a, b) => Math.abs(a.interval - SECOND_MS) - Math.abs(b.interval - SECOND_MS));
  const often = polled?.interval === SECOND_MS ? 'each second' : polled?.label.replace('Polling ', '');
  if (pushed && polled) return `Pushed updates are ${spoken(mean(pushed), step)} old, polled ${often} ${spoken(mean(polled), step)}.`;
  if (pushed) return `Pushed updates are ${spoken(mean(pushed), step)} old.`;
  if (polled) return `Updates polled ${often} are ${spoken(mean(polled), step)} old.`;
  return `Measuring: the first result needs ${MIN_UPDATES} updates.`;
}

/**
 * The conclusions from the figures, the most important first, each with its reason.
 * @param {Figures[]} all @param {number} error @param {number} step
 * @returns {Sentence[]}
 */
export function verdict(all, error, step) {
  const live = all.filter(({status}) => status !== 'failed');
  const rows = live.filter(({updates}) => updates >= MIN_UPDATES);
  const few = live.filter(({status, updates}) => status !== 'off' && updates < MIN_UPDATES);
  const failed = all.filter(({status}) => status === 'failed');
  /** @type {Sentence[]} */
  const sentences = [];
  if (rows.length) sentences.push(freshest(rows, error, step), ...pollers(rows, error, step), ...cheapest(rows));
  const missing = rows.filter(({lost, conflated}) => lost + conflated);
  if (missing.length) sentences.push({
    title: 'Missing updates',
    text: `${missing.map(({label, lost, conflated}) => `${label}: ${sum(conflated, lost)}`).join('; ')}. ` +
      'Conflated updates were replaced by newer ones, as a feed of newest values does for a slow reader. Lost updates never arrived.',
  });
  if (failed.length) sentences.push({
    title: 'Not connected',
    text: `${list(failed.map(({label, failure}) => `${label} (${failure})`))}. Nothing is said about ${failed.length > 1 ? 'these rows' : 'this row'}.`,
  });
  if (few.length) sentences.push({
    title: 'Too few updates',
    text: `Nothing is said about ${list(few.map(({label}) => label))} yet: fewer than ${MIN_UPDATES} updates have arrived.`,
  });
  return sentences;
}

/**
 * The only sentence after the end of the window, because the figures are outdated.
 * @param {{start: number, ended: number | null, why: string}} window @returns {Sentence}
 */
export function stopped({start, ended, why}) {
  if (ended === null || !(start < ended)) return {title: 'Nothing is measured', text: `The reason: ${why}.`};
  const length = span((ended - start) / 1000);
  return {title: 'Measuring has stopped', text: `The reason: ${why}. The figures cover ${length} minutes, up to the last update at ${timeOf(ended)}.`};
}

/** @param {Figures[]} rows @param {number} error @param {number} step @returns {Sentence} */
function freshest(rows, error, step) {
  const [best] = rows.slice().sort((a, b) => mean(a) - mean(b));
  const same = rows.filter(row => row !== best && mean(row) - mean(best) <= error);
  const text = same.length
    ? `${list([best, ...same].map(({label}) => label))}: ${spoken(mean(best), step)} old on average on arrival. They differ by no more than the clock’s error (${spoken(error, step)}), so none of them is known to be faster.`
    : `${best.label}: an update is ${spoken(mean(best), step)} old on average on arrival.`;
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
      title: row.label,
      text: `Updates are ${spoken(mean(row) - mean(best), step)} older on average than with ${best.label}. The model (half the interval and half the round trip) predicts a mean age of ${spoken(model, step)}; measured: ${spoken(mean(row), step)}. ` +
        (agrees ? 'They agree.' : 'They differ: updates may arrive in step with the polls, too few may have arrived, or this machine is busy.'),
    };
  });
  const even = asFreshAsSse(rows, error);
  if (even) {
    const perMinute = 60_000 / even.interval;
    sentences.push({
      title: 'Polling as fresh as SSE',
      text: `This needs an interval of ${even.atMost ? `${spoken(even.interval, step)} or less` : spoken(even.interval, step)}: ${even.atMost ? 'at least ' : ''}${short(perMinute)} requests a minute for each reader. ` +
        (even.interval < even.trip
          ? `A poll takes ${spoken(even.trip, step)} there and back, so one connection cannot poll that often: no poller is as fresh.`
          : `A poll takes ${spoken(even.trip, step)} there and back, so one connection is enough.`),
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
    text: `${least.label} needs the fewest bytes for an update, ${size(cost(least))}; ${most.label} needs the most, ${size(cost(most))}. Most of the difference is ${PARTS[part]}.`,
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
