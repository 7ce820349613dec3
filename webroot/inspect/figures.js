import {age} from '../shared/format.js';

/** Shown in place of a value that does not exist. */
export const NONE = '\u2013';

const count = new Intl.NumberFormat('en-GB');

/** @param {number | null | undefined} value */
export const whole = value => (value == null ? NONE : count.format(value));

/** @param {number | null | undefined} seconds */
export const seconds = seconds => (seconds == null ? NONE : age(seconds * 1000));

/** @param {number} seconds a setting, like 600 */
export function span(seconds) {
  if (seconds % 86400 === 0) return `${seconds / 86400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** @param {number} value */
export function bytes(value) {
  if (value < 1024) return `${value} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(value) / 10));
  const scaled = value / 1024 ** power;
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[power - 1]}`;
}

/** A date and time of this browser's time zone. @param {number | null | undefined} ms */
export const moment = ms => (ms ? new Date(ms).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'medium'}) : NONE);

/** A list in few characters. @param {string[]} texts @param {number} [total] */
export function few(texts, total = texts.length) {
  if (!total) return NONE;
  return total === 1 ? texts[0] : `${texts[0]} and ${total - 1} more`;
}
