import {element, mark, write} from '../shared/dom.js';
import {COLUMNS, sorted} from './columns.js';

/** @import {Figures} from './model.js' */

/**
 * @param {HTMLElement} table @param {HTMLElement} picker the column choice on small screens without table head
 * @param {string} sort @param {(sort: string) => void} onSort
 */
export function tableView(table, picker, sort, onSort) {
  const head = /** @type {HTMLElement} */ (table.querySelector('thead'));
  const body = /** @type {HTMLElement} */ (table.querySelector('tbody'));
  const select = /** @type {HTMLSelectElement} */ (picker);
  /** @type {Map<string, ReturnType<typeof line>>} */
  const lines = new Map();
  const heads = COLUMNS.map(({key, label}) => {
    const button = element('button', {type: 'button'}, label);
    button.addEventListener('click', () => choose(sort === key ? `-${key}` : sort === `-${key}` ? '' : key));
    return element('th', {role: 'columnheader', scope: 'col', class: 'number', 'data-key': key}, button);
  });
  const groups = [...new Set(COLUMNS.map(({group}) => group))].map(group =>
    element('th', {role: 'columnheader', scope: 'colgroup', colspan: String(COLUMNS.filter(one => one.group === group).length)}, group));
  head.append(
    element('tr', {role: 'row', class: 'groups'}, element('td', {role: 'cell'}), ...groups),
    element('tr', {role: 'row'}, element('th', {role: 'columnheader', scope: 'col'}, 'Transport'), ...heads));
  select.append(element('option', {value: ''}, 'Transport'));
  for (const group of groups) {
    const some = COLUMNS.filter(one => one.group === group.textContent);
    select.append(element('optgroup', {label: group.textContent ?? ''}, ...some.map(({key, alone}) => element('option', {value: key}, alone))));
  }
  select.addEventListener('change', () => choose(select.value));

  /** @param {string} wanted */
  const choose = wanted => {
    sort = wanted;
    showSort();
    onSort(wanted);
  };
  const showSort = () => {
    select.value = sort.replace(/^-/, '');
    COLUMNS.forEach(({key}, at) => mark(heads[at], 'aria-sort', sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : null));
  };
  showSort();

  return {
    /** @param {Figures[]} rows @param {number} step */
    draw(rows, step) {
      const order = sorted(rows, sort);
      for (const [name, {node}] of lines) if (!rows.some(({transport}) => transport === name)) {
        node.remove();
        lines.delete(name);
      }
      order.forEach((row, at) => {
        let found = lines.get(row.transport);
        if (!found) lines.set(row.transport, (found = line(row)));
        if (body.children[at] !== found.node) body.insertBefore(found.node, body.children[at] ?? null);
        found.draw(row, step);
      });
    },
  };
}

/** @param {Figures} row */
function line({transport, label, delivery}) {
  const cells = COLUMNS.map(({alone, key}) => element('td', {role: 'cell', class: 'number', 'data-label': alone, 'data-key': key}));
  const node = element('tr', {role: 'row', 'data-row': transport, 'data-delivery': delivery},
    element('th', {role: 'rowheader', scope: 'row'}, label), ...cells);
  return {
    node,
    /** @param {Figures} row @param {number} step */
    draw(row, step) {
      mark(node, 'data-status', row.status);
      COLUMNS.forEach(({value, show}, at) => write(cells[at], show(row.status === 'off' ? null : value(row) ?? null, step)));
    },
  };
}
