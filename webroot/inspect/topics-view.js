import {token} from '../shared/access.js';
import {element, find, mark, note, write} from '../shared/dom.js';
import {age} from '../shared/format.js';
import {perSecond} from './server-facts-view.js';

/** @import {Page, TopicState} from './metrics-client.js' */
/** @typedef {{state: TopicState, rate: number | null, age: number | null}} Line `null`: unknown */

const MAX_ROWS = 200;
const TYPING_MS = 250;
const PATTERN = /^[\w-]+(\.([^.*>,"\\\s]+|\*))*\.([^.*>,"\\\s]+|\*|>)$/;
const HINT = 'This is not a pattern yet: a pattern starts with a feed, like prices.* or chat.>. * stands for one segment, > at the end for one or more.';

/** @type {Record<string, (line: Line) => number | string>} */
const KEYS = {
  topic: ({state}) => state.topic,
  rate: ({rate}) => rate ?? -1,
  subscribers: ({state}) => state.subscribers,
  seq: ({state}) => state.seq,
  age: ({age}) => -(age ?? Infinity),
};

/**
 * @param {HTMLElement} place
 * @param {{chosen: (topic: string) => void, filtered: () => void}} events
 */
export function topicsView(place, {chosen, filtered}) {
  const body = /** @type {HTMLElement} */ (place.querySelector('tbody'));
  const state = /** @type {HTMLElement} */ (place.querySelector('.state'));
  const match = /** @type {HTMLInputElement} */ (find('#match'));
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();
  /** @type {Line[]} */
  let lines = [];
  let more = false;
  let sort = 'topic';
  let selected = '';
  let typing = 0;
  let filter = {match: '', part: ''};
  let lost = '';

  const show = () => {
    const key = KEYS[sort];
    const sorted = lines.toSorted((a, b) => compare(key(a), key(b))).slice(0, MAX_ROWS);
    const wanted = new Set(sorted.map(line => line.state.topic));
    for (const [topic, {node}] of rows) {
      if (wanted.has(topic)) continue;
      node.remove();
      rows.delete(topic);
    }
    sorted.forEach((line, i) => {
      const {topic} = line.state;
      let found = rows.get(topic);
      if (!found) rows.set(topic, (found = row(topic)));
      if (body.children[i] !== found.node) body.insertBefore(found.node, body.children[i] ?? null);
      found.draw(line);
      mark(found.node, 'aria-current', topic === selected ? 'true' : null);
    });
    write(find('#topics-summary'), lost || summary(lines.length, more));
    if (lines.length) state.replaceChildren();
    else state.replaceChildren(note('No topics', lost ? 'The list appears when the server answers.' : emptyText(filter)));
  };

  for (const button of place.querySelectorAll('[data-sort]')) {
    button.addEventListener('click', () => {
      sort = button.getAttribute('data-sort') ?? 'topic';
      for (const other of place.querySelectorAll('thead th'))
        mark(other, 'aria-sort', other.contains(button) ? (sort === 'topic' ? 'ascending' : 'descending') : null);
      show();
    });
  }
  mark(/** @type {Element} */ (place.querySelector('thead th')), 'aria-sort', 'ascending');
  body.addEventListener('click', event => {
    const line = event.target instanceof Element ? event.target.closest('tr') : null;
    if (!line) return;
    selected = line.getAttribute('data-topic') ?? '';
    show();
    chosen(selected);
  });
  /** @param {string} why */
  const refuse = why => {
    write(find('#match-problem'), why);
    mark(match, 'aria-invalid', why ? 'true' : null);
  };
  match.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(filtered, TYPING_MS);
  });
  find('#filter').addEventListener('submit', event => {
    event.preventDefault();
    filtered();
  });

  return {
    /** The filter: a pattern or a part of a name. While the input is not a valid pattern, the previous filter. */
    get filter() {
      const typed = match.value.trim();
      const wild = /[*>]/.test(typed);
      const fit = !wild || PATTERN.test(typed);
      refuse(fit ? '' : HINT);
      if (fit) filter = wild ? {match: typed, part: ''} : {match: '', part: typed.toLowerCase()};
      return filter;
    },
    /** @param {Page} page @param {Map<string, number>} rates @param {number} now */
    draw(page, rates, now) {
      more = page.next !== null;
      lost = '';
      lines = page.topics.map(topic => ({state: topic, rate: rates.get(topic.topic) ?? null, age: now - topic.ts}));
      show();
    },
    /** Shows why the list is denied. @param {string} title @param {string} why */
    refuse(title, why) {
      lines = [];
      show();
      write(find('#topics-summary'), '');
      state.replaceChildren(note(title, why));
    },
    /** Shows rates and ages as unknown while the server does not answer. @param {string} why */
    setUnknown(why) {
      lost = `Not refreshed: ${why}`;
      lines = lines.map(({state: known}) => ({state: known, rate: null, age: null}));
      show();
    },
  };
}

/** @param {number} count @param {boolean} more */
function summary(count, more) {
  if (count <= MAX_ROWS && !more) return `${count} topic${count === 1 ? '' : 's'}`;
  return `${Math.min(count, MAX_ROWS)} of ${more ? 'more than ' : ''}${count}; filter to see fewer`;
}

/** @param {{match: string, part: string}} filter */
function emptyText({match, part}) {
  if (match) return `Nothing is published on a topic that ${match} stands for.`;
  if (part) return `No topic has \u201c${part}\u201d in its name.`;
  return token ? 'Nothing is published that this token may read.' : 'Nothing is published yet, or nothing that may be read without a token.';
}

/** Orders names ascending and figures descending. @param {number | string} a @param {number | string} b */
const compare = (a, b) =>
  typeof a === 'string' ? a.localeCompare(String(b), 'en', {numeric: true}) : Number(b) - a;

/** @param {string} topic */
function row(topic) {
  const cell = (kind = 'number') => element('td', {class: kind});
  const [rate, subscribers, seq, newest] = [cell(), cell(), cell('number wide'), cell('number wide')];
  const node = element('tr', {'data-topic': topic},
    element('th', {scope: 'row'}, element('button', {type: 'button'}, topic)), rate, subscribers, seq, newest);
  return {
    node,
    /** @param {Line} line */
    draw(line) {
      write(rate, perSecond(line.rate));
      write(subscribers, line.age === null ? '\u2013' : String(line.state.subscribers));
      write(seq, line.state.seq.toLocaleString('en-GB'));
      write(newest, line.age === null ? '\u2013' : age(line.age));
    },
  };
}
