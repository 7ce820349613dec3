import {interval, INTERVALS, intervalName} from './transports.js';

/** @typedef {{delay: number, loss: number, kilobits: number, sleep: number}} Handicap */
/**
 * @typedef {object} Settings the settings in the page's address
 * @property {'demo' | 'load'} source
 * @property {string} topics patterns, joined by commas
 * @property {number} rate
 * @property {number} count of topics
 * @property {number} size of the data, bytes
 * @property {Handicap} handicap
 * @property {number[]} intervals of the pollers, milliseconds
 * @property {string[]} off rows that are switched off
 * @property {string[]} on extra rows that are switched on
 * @property {string} sort a column, with a leading `-` for descending order
 */

/** @type {Readonly<Settings>} */
const DEFAULTS = {
  source: 'demo', topics: 'prices.*', rate: 100, count: 10, size: 100,
  handicap: {delay: 0, loss: 0, kilobits: 0, sleep: 0}, intervals: INTERVALS, off: [], on: [], sort: '',
};

/** The allowed ranges. @type {Record<string, [number, number]>} */
const BOUNDS = {
  rate: [0.1, 1000], count: [1, 25], size: [16, 4096], delay: [0, 2000], loss: [0, 20], kilobits: [0, 1_000_000], sleep: [0, 20],
};

/** The numbers that may have decimals. */
const DECIMALS = ['rate', 'loss'];
/** The least bandwidth; 0 is none. */
const MIN_KILOBITS = 16;

/** The named networks. @type {Record<string, Handicap>} */
export const NETWORKS = {
  none: {delay: 0, loss: 0, kilobits: 0, sleep: 0},
  ocean: {delay: 45, loss: 0, kilobits: 0, sleep: 0},
  mobile: {delay: 35, loss: 0.5, kilobits: 4_000, sleep: 0},
  wifi: {delay: 10, loss: 3, kilobits: 8_000, sleep: 0},
  satellite: {delay: 300, loss: 0.5, kilobits: 10_000, sleep: 0},
  asleep: {delay: 0, loss: 0, kilobits: 0, sleep: 10},
};

/** @param {Handicap} handicap */
export const network = handicap =>
  Object.keys(NETWORKS).find(name => JSON.stringify(NETWORKS[name]) === JSON.stringify(handicap)) ?? 'custom';

/** @param {string} query @returns {Settings} */
export function parseSettings(query) {
  const given = new URLSearchParams(query);
  /** @param {string} name @param {number} usual */
  const number = (name, usual) => {
    const text = given.get(name);
    return text === null ? usual : within(name, text) ?? usual;
  };
  const {handicap} = DEFAULTS;
  const every = (given.get('every') ?? '').split(',').map(interval).filter(ms => ms !== null);
  return {
    source: given.get('source') === 'load' ? 'load' : 'demo',
    topics: given.get('topics')?.trim() || DEFAULTS.topics,
    rate: number('rate', DEFAULTS.rate),
    count: number('count', DEFAULTS.count),
    size: number('size', DEFAULTS.size),
    handicap: {
      delay: number('delay', handicap.delay),
      loss: number('loss', handicap.loss),
      kilobits: number('kilobits', handicap.kilobits),
      sleep: number('sleep', handicap.sleep),
    },
    intervals: new Set(every).size === INTERVALS.length ? every : INTERVALS.slice(),
    off: (given.get('off') ?? '').split(',').filter(Boolean),
    on: (given.get('on') ?? '').split(',').filter(Boolean),
    sort: given.get('sort') ?? '',
  };
}

/** Parses a number as the server takes it; null if it is not allowed. @param {string} name @param {string} text @returns {number | null} */
export function within(name, text) {
  const [least, most] = BOUNDS[name];
  const number = text.trim() ? Number(text) : NaN;
  const value = DECIMALS.includes(name) ? number : Math.round(number);
  if (name === 'kilobits' && value > 0 && value < MIN_KILOBITS) return null;
  return value >= least && value <= most ? value : null;
}

/** Formats the settings that differ from the defaults. @param {Settings} settings */
export function formatSettings({source, topics, rate, count, size, handicap, intervals, off, on, sort}) {
  /** @type {Record<string, string>} */
  const all = {
    source, topics, rate: `${rate}`, count: `${count}`, size: `${size}`, every: intervals.map(intervalName).join(), off: off.join(), on: on.join(), sort,
    ...Object.fromEntries(Object.entries(handicap).map(([name, value]) => [name, `${value}`])),
  };
  /** @type {Record<string, string>} */
  const usual = {source: 'demo', topics: DEFAULTS.topics, rate: '100', count: '10', size: '100', every: INTERVALS.map(intervalName).join(), off: '', on: '', sort: '', delay: '0', loss: '0', kilobits: '0', sleep: '0'};
  return new URLSearchParams(Object.entries(all).filter(([name, value]) => value !== usual[name])).toString().replace(/%2C/g, ',');
}
