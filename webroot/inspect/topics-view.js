import {token} from '../shared/access.js';
import {element, find, mark, note, write} from '../shared/dom.js';
import {age} from '../shared/format.js';
import {perSecond} from './server-facts-view.js';
import {format} from './view-link.js';

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
 * @param {{chosen: (topic: string) => void, changed: (values: Record<string, string>) => void}} events
 *   `changed`: the filter or the order
 */
export function topicsView(place, {chosen, changed}) {
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
  let first = 0;
  /** @type {Record<string, string>} */
  let link = {};
  const pager = find('#topics-pager');

  const show = () => {
    const key = KEYS[sort];
    const start = first < lines.length ? first : 0;
    const sorted = lines.toSorted((a, b) => compare(key(a), key(b))).slice(start, start + MAX_ROWS);
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
    write(find('#topics-summary'), lost || summary(start, lines.length, more));
    page(start / MAX_ROWS + 1);
    if (lines.length) state.replaceChildren();
    else state.replaceChildren(note('No topics', lost ? 'The list appears when the server answers.' : emptyText(filter)));
  };

  /** @param {number} current */
  function page(current) {
    const last = Math.ceil(lines.length / MAX_ROWS);
    const pages = [...(current > 1 ? [['Previous page', current - 1]] : []), ...(current < last ? [['Next page', current + 1]] : [])];
    const links = pages.map(([text, number]) => ({text: String(text), href: format({view: 'topics', values: {...link, page: Number(number) > 1 ? String(number) : ''}})}));
    const wanted = links.map(({href}) => href).join(' ');
    if (pager.dataset.links === wanted) return;
    pager.dataset.links = wanted;
    pager.replaceChildren(...links.map(({text, href}) => element('a', {class: 'button', href}, text)));
  }

  for (const button of place.querySelectorAll('[data-sort]')) {
    button.addEventListener('click', () => {
      onTyped();
      const by = button.getAttribute('data-sort') ?? '';
      changed({sort: by === 'topic' ? '' : by, page: ''});
    });
  }
  body.addEventListener('click', event => {
    const line = event.target instanceof Element ? event.target.closest('tr') : null;
    if (!line) return;
    onTyped(); // which may still wait for further typing
    chosen(line.getAttribute('data-topic') ?? '');
  });
  /** @param {string} why */
  const refuse = why => {
    write(find('#match-problem'), why);
    mark(match, 'aria-invalid', why ? 'true' : null);
  };
  match.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(onTyped, TYPING_MS);
  });
  find('#filter').addEventListener('submit', event => {
    event.preventDefault();
    onTyped();
  });
  const onTyped = () => {
    clearTimeout(typing);
    const typed = match.value.trim();
    if (typed !== (link.match ?? '')) changed({match: typed, page: ''});
  };

  return {
    /** Shows the filter, the order and the selection of a link. @param {Record<string, string>} values */
    open(values) {
      if (document.activeElement !== match) match.value = values.match ?? '';
      sort = values.sort && values.sort in KEYS ? values.sort : 'topic';
      selected = values.topic ?? '';
      first = Math.max(0, Math.floor(Number(values.page) || 1) - 1) * MAX_ROWS;
      link = values;
      for (const other of place.querySelectorAll('thead th'))
        mark(other, 'aria-sort', other.querySelector(`[data-sort="${sort}"]`) ? (sort === 'topic' ? 'ascending' : 'descending') : null);
      show();
    },
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

/** @param {number} start @param {number} count @param {boolean} more */
function summary(start, count, more) {
  if (count <= MAX_ROWS && !more) return `${count} topic${count === 1 ? '' : 's'}`;
  const all = `${more ? 'more than ' : ''}${count}`;
  return count <= MAX_ROWS ? `${count} of ${all}; filter to see others` : `${start + 1} to ${Math.min(count, start + MAX_ROWS)} of ${all}`;
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
