import {calm, element, find, mark, note, write} from '../shared/dom.js';

/** @import {Field} from './details.js' */

const CODES = [
  ['4101', '4101: reconnects after a pause'],
  ['4201', '4201: reconnects at once'],
  ['4002', '4002: does not reconnect unchanged'],
];

/**
 * Shows the fields of a selected row, and closes a connection.
 * @param {HTMLElement} place @param {{closes: (key: string, code: string) => Promise<string>}} events
 *   `closes`: closes a connection and resolves with the result as a text
 */
export function detailView(place, {closes}) {
  const title = find('#detail-title');
  const fields = find('#fields');
  const state = /** @type {HTMLElement} */ (place.querySelector('.state'));
  const form = find('#close');
  const code = element('select', {id: 'close-code', name: 'code'}, ...CODES.map(([value, text]) => element('option', {value}, text)));
  const result = element('p', {id: 'close-result', role: 'status'});
  form.append(
    element('label', {for: 'close-code'}, 'Close this connection with a code'),
    element('div', {class: 'field'}, code, element('button', {type: 'submit', class: 'plain danger'}, 'Close')),
    result);
  let shown = '';
  let canClose = false;

  form.addEventListener('submit', async event => {
    event.preventDefault();
    const key = shown;
    const text = await closes(key, code.value);
    if (key === shown) write(result, text);
  });

  return {
    /** Shows another row, which scrolls into view on a phone. @param {string} key @param {string} heading @param {boolean} closable */
    open(key, heading, closable) {
      if (key === shown && heading === title.textContent) return;
      shown = key;
      canClose = closable;
      write(title, heading);
      write(result, '');
      fields.replaceChildren();
      state.replaceChildren();
      form.hidden = true;
      bringIntoView(place);
    },
    /** Shows that nothing is selected. @param {string} what @param {string} text */
    empty(what, text) {
      shown = '';
      write(title, 'Details');
      fields.replaceChildren();
      form.hidden = true;
      state.replaceChildren(note(what, text));
    },
    /** @param {Field[]} all */
    draw(all) {
      state.replaceChildren();
      form.hidden = !canClose;
      all.forEach((field, i) => draw(/** @type {HTMLElement} */ (fields.children[i] ?? fields.appendChild(line())), field));
      while (fields.children.length > all.length) fields.lastChild?.remove();
    },
    /** Shows that the selected row is gone. @param {string} head @param {string} why */
    gone(head, why) {
      form.hidden = !result.textContent;
      for (const control of form.querySelectorAll('label, .field')) /** @type {HTMLElement} */ (control).hidden = true;
      fields.replaceChildren();
      state.replaceChildren(note(head, why));
    },
    /** Shows the form again after `gone`. */
    reset() {
      for (const control of form.querySelectorAll('label, .field')) /** @type {HTMLElement} */ (control).hidden = false;
    },
  };
}

const line = () => element('div', {}, element('dt'), element('dd'));

/** @param {HTMLElement} node @param {Field} field */
function draw(node, {name, value, link, tone}) {
  const [term, description] = node.children;
  write(term, name);
  mark(description, 'data-tone', tone);
  const values = Array.isArray(value) ? value : [value];
  const wanted = JSON.stringify([values, link]);
  if (node.dataset.drawn === wanted) return;
  node.dataset.drawn = wanted;
  description.replaceChildren(...(values.length ? values : ['\u2013']).map(text =>
    (link ? element('a', {href: link}, text) : Array.isArray(value) ? element('div', {}, text) : text)));
}

/** Scrolls to the details, which are below the list on a phone. @param {HTMLElement} place */
function bringIntoView(place) {
  const {top} = place.getBoundingClientRect();
  if (top >= 0 && top < innerHeight / 2) return;
  place.scrollIntoView({block: 'start', behavior: calm.matches ? 'auto' : 'smooth'});
  find('#detail-title').focus({preventScroll: true});
}
