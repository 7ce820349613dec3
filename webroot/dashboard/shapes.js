/** @import {Match, Table} from './matches.js' */
/** @import {Price} from './prices.js' */

/** The members of a price that are numbers, if it has them. */
const NUMBERS = ['open', 'high', 'low', 'previousClose', 'clock', 'speed'];
const TEXTS = ['name', 'date', 'listed', 'headline'];
const SIDES = ['home', 'away'];

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = value => typeof value === 'object' && value !== null;
/** @param {Record<string, any>} data @param {string[]} names @param {string} type */
const areAll = (data, names, type) => names.every(name => typeof data[name] === type);
/** @param {Record<string, any>} data @param {string[]} names @param {string} type */
const areAllOrMissing = (data, names, type) => areAll(data, names.filter(name => (data[name] ?? null) !== null), type);

/** Tells if a value can be shown as a price: a topic may have any. @param {unknown} data @returns {data is Price} */
export const isPrice = data =>
  isObject(data) && Number.isFinite(data.price) && areAllOrMissing(data, NUMBERS, 'number') && areAllOrMissing(data, TEXTS, 'string');

/** @param {unknown} data @returns {data is Match} */
export const isMatch = data =>
  isObject(data) &&
  areAll(data, ['division', 'date', 'home', 'away', 'phase'], 'string') &&
  areAll(data, ['homeScore', 'awayScore', 'minute'], 'number') &&
  (!data.goal || (SIDES.includes(data.goal.side) && typeof data.goal.minute === 'number'));

/** @param {unknown} data @returns {data is Table} */
export const isTable = data =>
  isObject(data) &&
  areAll(data, ['division', 'date'], 'string') &&
  Array.isArray(data.rows) &&
  data.rows.every(row => isObject(row) && typeof row.club === 'string');
