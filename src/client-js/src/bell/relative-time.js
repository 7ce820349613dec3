/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];
const WEEK_MS = 7 * 86_400_000;

/**
 * Formats times as "5 minutes ago", and those of more than a week ago as dates.
 * @param {string | undefined} locale undefined for that of the browser
 */
export function newTimeFormat(locale) {
  const relative = new Intl.RelativeTimeFormat(locale, {numeric: 'auto', style: 'short'});
  const day = new Intl.DateTimeFormat(locale, {dateStyle: 'medium'});
  const full = new Intl.DateTimeFormat(locale, {dateStyle: 'full', timeStyle: 'medium'});
  return {
    /** @param {number} ts @param {number} now */
    relative(ts, now) {
      const age = now - ts;
      if (age > WEEK_MS) return day.format(ts);
      const [unit, ms] = UNITS.find(([, ms]) => age >= ms) ?? ['second', Infinity];
      return relative.format(unit === 'second' ? 0 : -Math.floor(age / ms), unit);
    },
    /** @param {number} ts */
    full: ts => full.format(ts),
  };
}
