const MINUS = '\u2212';
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'});

/** Says that a number has more digits than JavaScript keeps. @param {number} value @param {string} text */
export const about = (value, text) => (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21 ? `\u2248 ${text}` : text);

const DIGITS = 6;
/** Below it, a number is written with an exponent. */
const TINY = 1e-9;

/** The decimals of a price: two, as index points have, or those of its first six digits. @param {number} value */
const decimals = value => Math.max(2, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value) || 1)));

/** A number with at least two decimals and at most those of a price. @param {number} value @param {number} [of] the price */
export const decimal = (value, of = value) => (value && Math.abs(of) < TINY ? String(value) : value.toFixed(decimals(of)).replace(/(\.\d{2,}?)0+$/, '$1'));

/** A mark of an axis, with the digits that its distance to the next one needs. @param {number} value @param {number} distance */
export function mark(value, distance) {
  const places = -Math.floor(Math.log10(distance));
  // Distances are 1, 2, 2.5 or 5 times a power of ten.
  const rest = distance * 10 ** places;
  return value.toFixed(Math.min(100, Math.max(2, Number.isInteger(Number(rest.toFixed(6))) ? places : places + 1)));
}

/** @param {number} value */
export const price = value => about(value, Number.isSafeInteger(Math.trunc(value)) ? decimal(value) : String(value));

/** The change of a price, rounded as shown. @param {number} now @param {number} base */
export const changeOf = (now, base) => (Math.abs(now) < TINY ? now - base : Number((now - base).toFixed(decimals(now))));

/** @param {number} value @param {string} [unit] @param {number} [of] the price whose change it is */
export const signed = (value, unit = '', of = 1_000) => {
  const text = decimal(Math.abs(value), of) + unit;
  return about(of, /[1-9]/.test(text) ? (value < 0 ? MINUS : '+') + text : text);
};

/** @param {string} iso */
export const date = iso => {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : day.format(time);
};

const longDay = new Intl.DateTimeFormat('en-GB', {weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC'});

/**
 * The day that a board shows, with the time and the speed of a replay.
 * @param {{date: string, clock?: number, speed?: number}} day
 */
export function replay({date, clock, speed}) {
  const time = Date.parse(date);
  const text = Number.isNaN(time) ? date : longDay.format(time);
  if (clock === undefined || !speed) return text;
  const minutes = Math.floor(clock / 60);
  return `Replay of ${text}, ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} in New York, ${Number(speed.toFixed(1))} times as fast`;
}

/** @param {number} ms */
export function age(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** A text as one word of a POSIX shell. @param {string} text */
export const shellWord = text => `'${text.replaceAll("'", "'\\''")}'`;

/** The first characters of a text, without a part of an emoji. @param {string} text @param {number} count */
export const beginning = (text, count) => [...text].slice(0, count).join('');
