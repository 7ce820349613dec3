import {COLUMNS} from './columns.js';
import {rounded} from './number-format.js';
import {asFreshAsSse} from './model.js';

/** @import {Clock} from '../client/feedhorn.js' */
/** @import {Figures} from './model.js' */
/** @import {Settings} from './settings.js' */
/** @import {Sentence} from './verdict.js' */
/** @import {Claim} from './common-claims.js' */
/** @typedef {{clock: Clock, error: number, step: number, settings: Settings, figures: Figures[], verdict: Sentence[], claims: Claim[]}} Results */

const AGES = /^(age|screen|model|jitter|handshake\.time|trip)/;

/** @param {Results} results */
export function csv({figures, step}) {
  const lines = figures.filter(isOn).map(row => [row.transport, row.failure ?? '', ...COLUMNS.map(({key, value}) => {
    const figure = value(row) ?? null;
    return figure === null ? '' : String(AGES.test(key) ? Math.max(0, rounded(figure, step)) : Number(figure.toPrecision(6)));
  })]);
  return [['transport', 'failure', ...COLUMNS.map(({key}) => key)], ...lines].map(cells => `${cells.map(quoted).join()}\r\n`).join('');
}

/** @param {Figures} row */
const isOn = ({status}) => status !== 'off';

/** @param {string} text */
const quoted = text => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

/** The results as JSON, with the names that the command line uses. @param {Results} results */
export function json({clock, error, step, settings, figures, verdict, claims}) {
  const even = asFreshAsSse(figures, error);
  const transports = figures.filter(isOn).map(({status, label, delivery, interval, trip, seconds, ...row}) => ({...row, serverCpu: null}));
  const whole = {
    clock: {offset: clock.offset, error, step, roundTrip: clock.rtt},
    run: {url: location.origin, settings, seconds: Math.max(0, ...figures.map(({seconds}) => (Number.isFinite(seconds) ? seconds : 0)))},
    transports,
    asFreshAsSse: even && {interval: even.interval, atMost: even.atMost, requestsPerMinute: 60_000 / even.interval},
    claims,
    verdict: verdict.map(({title, text}) => `${title}: ${text}`),
  };
  return JSON.stringify(whole, (key, value) => (typeof value === 'number' && !Number.isInteger(value) ? tidy(value) : value), 2);
}

/** @param {number} value */
const tidy = value => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
