import {element, mark} from './dom.js';
import {watchList} from './watch.js';

const SVG = 'http://www.w3.org/2000/svg';

/** The address of the page of a topic. @param {string} topic */
export const pageOf = topic => `/topic.html?topic=${encodeURIComponent(topic)}`;

/**
 * The button that adds a topic to the watch list, or removes it.
 * @param {string} topic @param {string} name
 */
export function star(topic, name) {
  const node = element('button', {type: 'button', class: 'star', 'aria-label': `Watch ${name}`});
  const icon = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  mark(icon, 'viewBox', '0 0 24 24');
  mark(icon, 'aria-hidden', 'true');
  mark(path, 'd', 'M12 3.6l2.6 5.4 5.9.8-4.3 4.1 1 5.8-5.2-2.8-5.2 2.8 1-5.8L3.5 9.8l5.9-.8z');
  icon.append(path);
  node.append(icon);
  const draw = () => mark(node, 'aria-pressed', String(watchList.has(topic)));
  node.addEventListener('click', () => {
    watchList.toggle(topic);
    draw();
  });
  watchList.onChange(draw);
  draw();
  return node;
}
