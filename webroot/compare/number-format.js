const NONE = '–';
const SPACE = '\u202f';

/** @param {number} value @param {number} [digits] */
const grouped = (value, digits = 0) =>
  (FORMATS[digits] ??= new Intl.NumberFormat('en-GB', {minimumFractionDigits: digits, maximumFractionDigits: digits})).format(value);

/** Cached by number of digits, because creating formats is slow. @type {Intl.NumberFormat[]} */
const FORMATS = [];

/** Rounds to the precision of the clock. @param {number} ms @param {number} step */
export const rounded = (ms, step) => Number((Math.round(ms / step) * step).toPrecision(12));

/** Formats an age in steps of the clock's error. Smaller ages are shown as less than one step. @param {number | null | undefined} ms @param {number} step */
export function age(ms, step) {
  if (ms == null || !Number.isFinite(ms)) return NONE;
  const value = rounded(ms, step);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value < step ? `<${SPACE}${grouped(step, digits)}` : grouped(value, digits);
}

/** Formats an age with its unit, for a sentence. @param {number} ms @param {number} step */
export const spoken = (ms, step) => `${age(ms, step).replace(`<${SPACE}`, 'less than ')} ms`;

/** @param {number | null} value */
export const whole = value => (value == null ? NONE : grouped(value));

/** Formats a number with three significant digits. @param {number | null} value */
export function short(value) {
  if (value == null || !Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return grouped(value, Math.min(digits, 3));
}

/** Formats an estimate with two significant digits. @param {number} value */
export const rough = value => String(Number(value.toPrecision(2)));

/** @param {number | null} bytes */
export function size(bytes) {
  if (bytes == null) return NONE;
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${short(bytes / 1e3)} kB` : `${short(bytes / 1e6)} MB`;
}

/** @param {number} seconds */
export const span = seconds => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

/** A tick of a logarithmic scale. @param {number} ms */
export const tick = ms => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);

/** @param {number} ts */
export const timeOf = ts => new Date(ts).toLocaleTimeString('en-GB');
