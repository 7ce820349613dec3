import {element, find, mark, write} from '../shared/dom.js';
import {copyButton} from '../shared/share.js';
import {SNIPPETS} from './snippets.js';

/** @import {Message} from './message.js' */
/** @import {Context} from './snippets.js' */

/** The tabs with the code for a message. */
export function codeView() {
  const names = Object.keys(SNIPPETS);
  const code = find('#snippet code');
  const copy = find('#copy');
  const tabs = names.map(name => element('button', {type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'snippet'}, name));
  let selected = 0;
  /** @type {{message: Message, context: Context} | null} */
  let shown = null;

  const draw = () => {
    tabs.forEach((tab, i) => {
      mark(tab, 'aria-selected', String(i === selected));
      mark(tab, 'tabindex', i === selected ? null : '-1');
    });
    mark(find('#snippet'), 'aria-labelledby', tabs[selected].id);
    if (shown) write(code, SNIPPETS[names[selected]](shown.message, shown.context));
  };

  /** @param {number} index */
  const select = index => {
    selected = (index + tabs.length) % tabs.length;
    draw();
  };

  tabs.forEach((tab, i) => tab.addEventListener('click', () => select(i)));
  find('#tabs').append(...tabs);
  find('#tabs').addEventListener('keydown', ({key}) => {
    const index = {ArrowRight: selected + 1, ArrowLeft: selected - 1, Home: 0, End: tabs.length - 1}[key];
    if (index === undefined) return;
    select(index);
    tabs[selected].focus();
  });
  copyButton(copy, () => code.textContent ?? '');

  return {
    /** @param {Message} message @param {Context} context */
    show(message, context) {
      shown = {message, context};
      draw();
    },
  };
}
