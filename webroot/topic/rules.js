import {about, beginning} from '../shared/format.js';
import {kindOf, numberOf} from './series.js';

/** @import {Alert, Rule} from '../shared/alerts.js' */
/** @typedef {{id: string, text: string, unit: string | null}} Choice the unit is null if the choice has no number */

/** @type {Choice[]} */
const NUMBERS = [
  {id: 'above', text: 'rises above', unit: ''},
  {id: 'below', text: 'falls below', unit: ''},
  {id: 'moves', text: 'moves by', unit: '%'},
];
/** @type {Choice[]} */
const MATCH = [
  {id: 'goals', text: 'there is a goal', unit: null},
  {id: 'phase', text: 'it starts, pauses or ends', unit: null},
];
/** @type {Choice[]} */
const ANY = [{id: 'changes', text: 'changes', unit: null}];

/** The conditions that a rule on a topic with such data can have. @param {any} data */
export const choicesFor = data => (kindOf(data) === 'match' ? MATCH : numberOf(data) ? [...NUMBERS, ...ANY] : ANY);

/** The name of a topic for people. @param {string} topic @param {any} data @returns {string} */
export const nameOf = (topic, data) =>
  kindOf(data) === 'match' ? `${data.home} \u2013 ${data.away}` : typeof data?.name === 'string' ? data.name : topic.slice(topic.indexOf('.') + 1);

/**
 * The rules of a choice; a goal can be one of either club.
 * @param {string} topic @param {any} data @param {string} choice @param {number} value @param {boolean} repeat @returns {Rule[]}
 */
export function rulesOf(topic, data, choice, value, repeat) {
  const name = nameOf(topic, data);
  const short = beginning(name, 70);
  if (choice === 'goals')
    return [{field: 'homeScore', club: data.home}, {field: 'awayScore', club: data.away}].map(({field, club}) =>
      ({topic, field, when: 'changes', repeat, title: `${beginning(club, 30)}: the score changes`}));
  if (choice === 'phase') return [{topic, field: 'phase', when: 'changes', repeat, title: `${short}: start, break or end`}];
  const field = kindOf(data) === 'instrument' ? 'price' : numberOf(data)?.field;
  const when = /** @type {Rule['when']} */ (choice);
  const text = {above: `is above ${value}`, below: `is below ${value}`, moves: `has moved by ${value}%`, changes: 'has changed'}[when];
  return [{topic, ...(field && {field}), when, ...(when !== 'changes' && {value}), repeat, title: `${short} ${text}`}];
}

/** The condition of a rule, in words. @param {Rule} rule */
export function conditionOf({field, when, value}) {
  if (field === 'homeScore') return 'Goal of the home side';
  if (field === 'awayScore') return 'Goal of the away side';
  if (field === 'phase') return 'Start, break or end';
  const number = value === undefined ? '' : about(value, String(value));
  return {above: `Above ${number}`, below: `Below ${number}`, moves: `Moves by ${value}%`, changes: 'Changes'}[when];
}

/** The state of a rule, in words. @param {Alert} alert @param {(ms: number) => string} time */
export function stateOf({rule, notified, done, last}, time) {
  if (!notified || !last) return rule.repeat ? 'Waiting, every time' : 'Waiting';
  const times = notified === 1 ? 'Rang' : `Rang ${notified} times, last`;
  return `${times} at ${time(last.at)}${done ? ', done' : ''}`;
}
