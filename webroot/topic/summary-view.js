import {animate, element, find, mark, write} from '../shared/dom.js';
import {digits, members, pretty} from '../shared/exact.js';
import {changeOf, date, price, signed} from '../shared/format.js';
import {nameOf} from './rules.js';
import {isNumber, kindOf, numberOf} from './series.js';

/** @type {Record<string, string>} */
const PHASES = {pre: 'Not started', 'half-time': 'Half-time', 'full-time': 'Full time'};

/** The name and the newest value of a topic. @param {string} topic */
export function summaryView(topic) {
  let before = NaN;
  const title = document.title;

  /** @param {any} data @param {string} raw */
  function instrument(data, raw) {
    const texts = members(raw);
    /** A price is rounded to the digits of a price, but not further. @param {string} field */
    const text = field => (Math.abs(data[field]) > Number.MAX_SAFE_INTEGER ? digits(texts.get(field), String(data[field])) : price(data[field]));
    const base = [data.previousClose, data.open].find(isNumber);
    const change = base === undefined ? null : changeOf(data.price, base);
    write(find('#big'), text('price'));
    write(find('#change'), change === null ? '' : `${signed(change, '', data.price)}${base ? ` (${signed((100 * change) / base, '%')})` : ''}`);
    mark(find('#summary'), 'data-direction', change === null || !change ? 'flat' : change > 0 ? 'up' : 'down');
    write(find('#detail'), [typeof data.name === 'string' ? topic.slice(topic.indexOf('.') + 1) : '', dayOf(data)].filter(Boolean).join(' \u00b7 '));
    const move = Math.sign(data.price - before);
    if (move) animate(find('#big'), [{color: `var(--${move > 0 ? 'up' : 'down'})`}, {color: 'inherit'}], {duration: 900, easing: 'ease-in'});
    before = data.price;
    facts([['Open', 'open'], ['High', 'high'], ['Low', 'low'], ['Day before', 'previousClose']].map(([name, field]) => [name, isNumber(data[field]) ? text(field) : null]));
    document.title = `${text('price')} ${nameOf(topic, data)} \u00b7 Feedhorn`;
  }

  /** @param {any} data */
  function match(data) {
    const started = data.phase !== 'pre';
    write(find('#big'), started ? `${data.homeScore} \u2013 ${data.awayScore}` : '\u2013');
    write(find('#change'), PHASES[data.phase] ?? (isNumber(data.minute) ? `${data.minute}\u2032` : ''));
    mark(find('#summary'), 'data-direction', /half$/.test(data.phase) ? 'up' : 'flat');
    write(find('#detail'), [typeof data.division === 'string' ? data.division : '', dayOf(data)].filter(Boolean).join(' \u00b7 '));
    facts([]);
    document.title = `${nameOf(topic, data)} ${data.homeScore}\u2013${data.awayScore} \u00b7 Feedhorn`;
  }

  /** @param {any} data @param {string} raw */
  function value(data, raw) {
    const number = numberOf(data);
    const source = number?.field ? members(raw).get(number.field) : raw;
    write(find('#big'), number ? digits(source, String(number.value)) : data === null || typeof data === 'object' ? '' : digits(source, String(data)));
    write(find('#change'), number?.field ?? '');
    mark(find('#summary'), 'data-direction', 'flat');
    write(find('#detail'), topic);
    facts([]);
    document.title = `${topic} \u00b7 Feedhorn`;
  }

  return {
    /** @param {import('../client/feedhorn.js').Update} update */
    draw({data, raw}) {
      write(find('#name'), nameOf(topic, data));
      ({instrument, match, value})[kindOf(data)](data, raw);
      write(find('#raw code'), pretty(raw));
    },
    /** Removes the value: the topic is deleted, or was never published. */
    clear() {
      for (const id of ['#big', '#change', '#detail']) write(find(id), '');
      mark(find('#summary'), 'data-direction', null);
      facts([]);
      document.title = title;
    },
  };
}

/** @param {any} data */
const dayOf = data => (typeof data.date === 'string' ? date(data.date) : '');

/** @param {(any[])[]} pairs names and texts; those without a text are left out */
function facts(pairs) {
  const node = find('#facts');
  const shown = pairs.filter(([, text]) => text !== null);
  node.hidden = !shown.length;
  if (node.children.length !== shown.length) node.replaceChildren(...shown.map(([name]) => element('div', {}, element('dt', {}, name), element('dd'))));
  shown.forEach(([, text], index) => write(/** @type {Element} */ (node.children[index].lastElementChild), text));
}
