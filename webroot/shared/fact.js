import {element, write} from './dom.js';

/**
 * Appends a named figure with an explanation, and returns the function that sets both.
 * @param {HTMLElement} list a `dl`
 * @param {string} name
 * @returns {(figure: string, about: string) => void}
 */
export function fact(list, name) {
  const value = element('span');
  const more = element('small');
  list.append(element('div', {}, element('dt', {}, name), element('dd', {}, value, more)));
  return (figure, about) => {
    write(value, figure);
    write(more, about);
  };
}
