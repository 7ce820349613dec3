const MINUS = '\u2212';
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'});

/** A price with two decimals, as index points have. @param {number} value */
export const price = value => value.toFixed(2);

/** @param {number} value @param {string} [unit] */
export const signed = (value, unit = '') => {
  const text = Math.abs(value).toFixed(2) + unit;
  return /[1-9]/.test(text) ? (value < 0 ? MINUS : '+') + text : text;
};

/** @param {string} iso */
export const date = iso => {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : day.format(time);
};

/** @param {number} ms */
export function age(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
