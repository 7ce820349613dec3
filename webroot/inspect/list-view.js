import {element, find, mark, note, write} from '../shared/dom.js';
import {format} from './view-link.js';

/** @import {Item, List} from './admin-client.js' */
/** @import {Cell, Column, Filter, ListKind} from './lists.js' */

const TYPING_MS = 300;

/**
 * Draws the list of a view: its filters, its table with one page of rows, and the links to other pages.
 * @param {HTMLElement} place
 * @param {{changed: (values: Record<string, string>) => void, chosen: (key: string) => void}} events
 *   `changed`: filters or the order; `chosen`: a row
 */
export function listView(place, {changed, chosen}) {
  const title = find('#list-title');
  const summary = find('#list-summary');
  const form = find('#list-filter');
  const table = find('#list-table');
  const caption = /** @type {HTMLElement} */ (table.querySelector('caption'));
  const head = /** @type {HTMLElement} */ (table.querySelector('thead tr'));
  const body = /** @type {HTMLElement} */ (table.querySelector('tbody'));
  const state = /** @type {HTMLElement} */ (place.querySelector('.state'));
  const pager = find('#pager');
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map();
  /** @type {ListKind} */
  let kind;
  let view = '';
  /** @type {Record<string, string>} */
  let values = {};
  let typing = 0;

  body.addEventListener('click', event => {
    const line = event.target instanceof Element ? event.target.closest('tr') : null;
    if (!line) return;
    onFilter(); // which may still wait for further typing
    chosen(line.getAttribute('data-key') ?? '');
  });
  head.addEventListener('click', event => {
    const order = event.target instanceof Element ? event.target.getAttribute('data-order') : null;
    if (!order) return;
    onFilter();
    changed({...values, order, after: ''});
  });
  const onFilter = () => {
    clearTimeout(typing);
    const filled = Object.fromEntries(kind.filters.map(({name}) => [name, field(name).value.trim()]));
    if (kind.filters.some(({name}) => filled[name] !== (values[name] ?? ''))) changed({...values, ...filled, after: ''});
  };
  form.addEventListener('input', event => {
    clearTimeout(typing);
    typing = setTimeout(onFilter, event.target instanceof HTMLSelectElement ? 0 : TYPING_MS);
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    onFilter();
  });
  /** @param {string} name @returns {HTMLInputElement} */
  const field = name => /** @type {any} */ (form).elements.namedItem(name);

  const clear = () => {
    body.replaceChildren();
    rows.clear();
    pager.replaceChildren();
    state.replaceChildren();
    write(summary, '');
  };

  return {
    /** Shows another view, without rows until the server has answered. @param {string} name @param {ListKind} next @param {Record<string, string>} filters */
    open(name, next, filters) {
      values = filters;
      if (name !== view) {
        view = name;
        kind = next;
        write(title, kind.title);
        write(caption, kind.title);
        head.replaceChildren(...kind.columns.map(heading));
        form.replaceChildren(...kind.filters.map(filterField));
        form.hidden = !kind.filters.length;
        clear();
      }
      for (const column of head.children) {
        const order = column.querySelector('button')?.getAttribute('data-order');
        mark(column, 'aria-sort', order && order === (values.order || kind.order) ? (order === 'id' ? 'ascending' : 'descending') : null);
      }
      for (const {name: each} of kind.filters)
        if (document.activeElement !== field(each)) field(each).value = values[each] ?? '';
      write(find('#list-problem'), '');
    },
    /** @param {List} list @param {string} selected @param {number} now */
    draw({items, total, next}, selected, now) {
      mark(place, 'data-old', null);
      const wanted = new Set(items.map(kind.key));
      for (const [key, {node}] of rows) {
        if (wanted.has(key)) continue;
        node.remove();
        rows.delete(key);
      }
      items.forEach((item, i) => {
        const key = kind.key(item);
        let found = rows.get(key);
        if (!found) rows.set(key, (found = row(key, kind.columns)));
        if (body.children[i] !== found.node) body.insertBefore(found.node, body.children[i] ?? null);
        found.draw(item, now);
        mark(found.node, 'aria-current', key === selected ? 'true' : null);
      });
      table.hidden = !items.length;
      write(summary, items.length ? count(items.length, total) : '');
      if (items.length) state.replaceChildren();
      else if (!state.children.length || place.dataset.empty !== JSON.stringify(values)) state.replaceChildren(note(...kind.empty(values)));
      place.dataset.empty = items.length ? '' : JSON.stringify(values);
      page(next);
    },
    /** Shows that the list is old. @param {string} why */
    setUnknown(why) {
      mark(place, 'data-old', true);
      write(summary, `Not refreshed: ${why}`);
    },
    /** Shows why the server denies the list. @param {string} head @param {string} why */
    refuse(head, why) {
      clear();
      table.hidden = true;
      state.replaceChildren(note(head, why));
    },
    /** Shows a filter that the server refuses. @param {string} why */
    problem(why) {
      write(find('#list-problem'), why);
    },
  };

  /** @param {number} shown @param {number} total */
  function count(shown, total) {
    const all = `${total.toLocaleString('en-GB')} ${total === 1 ? kind.one : kind.many}`;
    if (shown >= total) return all;
    const order = kind.order && (values.order || kind.order);
    return order && order !== 'id' ? `The first ${shown} of ${all}` : `${shown} of ${all}`;
  }

  /** @param {string | null} next */
  function page(next) {
    const links = [];
    if (values.after) links.push({text: 'First page', values: {...values, after: ''}});
    if (next) links.push({text: 'Next page', values: {...values, after: next}});
    const hrefs = links.map(link => format({view, values: link.values})).join(' ');
    if (pager.dataset.links === hrefs) return;
    pager.dataset.links = hrefs;
    pager.replaceChildren(...links.map(link => element('a', {class: 'button', href: format({view, values: link.values})}, link.text)));
  }
}

/** @param {Column} column */
function heading({name, number, wide, order}) {
  const kind = classes(number, wide);
  return element('th', {scope: 'col', ...kind}, order ? element('button', {type: 'button', 'data-order': order}, name) : name);
}

/** @param {boolean} [number] @param {boolean} [wide] @returns {Record<string, string>} */
function classes(number, wide) {
  const kind = [number && 'number', wide && 'wide'].filter(Boolean).join(' ');
  return kind ? {class: kind} : {};
}

/** @param {Filter} filter */
function filterField({name, label, placeholder = '', choices}) {
  const input = choices
    ? element('select', {name}, ...choices.map(([value, text]) => element('option', {value}, text)))
    : element('input', {name, type: 'search', spellcheck: 'false', placeholder});
  return element('label', {}, element('span', {}, label), input);
}

/** @param {string} key @param {Column[]} columns */
function row(key, columns) {
  const cells = columns.map(({number, wide}, i) => {
    const text = i ? element('span') : element('button', {type: 'button'});
    const small = element('small');
    return {node: i ? element('td', classes(number, wide), text, small) : element('th', {scope: 'row'}, text, small), text, small};
  });
  const node = element('tr', {'data-key': key}, ...cells.map(each => each.node));
  return {
    node,
    /** @param {Item} item @param {number} now */
    draw(item, now) {
      columns.forEach((column, i) => {
        const drawn = column.cell(item, now);
        /** @type {Cell} */
        const cell = typeof drawn === 'string' ? {text: drawn} : drawn;
        write(cells[i].text, cell.text);
        write(cells[i].small, cell.small ?? '');
        mark(cells[i].node, 'data-tone', cell.tone);
      });
    },
  };
}
