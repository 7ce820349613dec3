import {age, short, size, whole} from './number-format.js';

/** @import {Figures} from './model.js' */
/**
 * @typedef {object} Column
 * @property {string} key the figure's path in the JSON, and the name in the CSV
 * @property {string} label below that of its group
 * @property {string} alone the label without a group
 * @property {string} group
 * @property {(row: Figures) => number | null | undefined} value
 * @property {(value: number | null, step: number) => string} show
 */

/** @param {string} key @param {string} label @param {string} group @param {(row: Figures) => number | null | undefined} value @param {Column['show']} show @returns {Column} */
const column = (key, label, group, value, show) => ({key, label, alone: group === SCREEN ? `${label === 'Mean' ? 'On screen' : label}` : label, group, value, show});

const AGE = 'Age, ms';
const SCREEN = 'On screen, ms';
const SEEN = 'Updates';
const COST = 'Cost';

/** @type {Column[]} */
export const COLUMNS = [
  column('age.p50', 'p50', AGE, row => row.age?.p50, age),
  column('age.p90', 'p90', AGE, row => row.age?.p90, age),
  column('age.p99', 'p99', AGE, row => row.age?.p99, age),
  column('age.max', 'Max', AGE, row => row.age?.max, age),
  column('age.mean', 'Mean', AGE, row => row.age?.mean, age),
  column('jitter', 'Jitter', AGE, row => row.jitter, age),
  column('screen.mean', 'Mean', SCREEN, row => row.screen.mean, age),
  column('screen.behind', 'Behind', SCREEN, row => row.screen.behind, age),
  column('updates', 'Received', SEEN, row => row.updates, whole),
  column('conflated', 'Conflated', SEEN, row => row.conflated, whole),
  column('lost', 'Lost', SEEN, row => row.lost, whole),
  column('perUpdate.bytes', 'Bytes per update', COST, row => row.perUpdate.bytes, size),
  column('perMinute.bytes', 'Bytes a minute', COST, row => row.perMinute.bytes, size),
  column('perMinute.requests', 'Requests a minute', COST, row => row.perMinute.requests, short),
  column('connections', 'Connections', COST, row => row.connections, whole),
  column('handshake.time', 'Opening, ms', COST, row => row.handshake.time, age),
  column('month', 'GB per 1,000 readers a month', COST, row => row.month, short),
];

/** Sorts the rows. @param {Figures[]} rows @param {string} sort a key, with a leading `-` for descending order */
export function sorted(rows, sort) {
  const key = sort.replace(/^-/, '');
  const by = COLUMNS.find(one => one.key === key);
  if (!by) return rows;
  const sign = sort.startsWith('-') ? -1 : 1;
  const value = (/** @type {Figures} */ row) => by.value(row) ?? NaN;
  // Rows without a figure come last in both orders.
  return rows.slice().sort((a, b) => (sign * (value(a) - value(b)) || Number(Number.isNaN(value(a))) - Number(Number.isNaN(value(b)))));
}
