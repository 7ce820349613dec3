import {element, mark, write} from './dom.js';
import {icon} from './icons.js';

/** @import {BellNotification, BellTexts} from '../../feedhorn-bell.js' */
/** @typedef {{open: (id: string, event: Event | null) => void, read: (id: string) => void}} ItemActions */

/**
 * The picture, level, title and body of a notification.
 * @param {BellNotification} notification @param {BellTexts} texts @param {(event: Event) => void} onLink
 */
export function contentOf({title, body, link, icon: picture, level}, texts, onLink) {
  const image = element('span', {class: 'picture', part: 'picture'}, icon(level));
  if (picture) {
    const img = element('img', {src: picture, alt: '', width: '20', height: '20', referrerpolicy: 'no-referrer'});
    img.addEventListener('error', () => img.replaceWith(icon(level)), {once: true});
    image.replaceChildren(img);
  }
  const name = link ? element('a', {class: 'title', part: 'title', href: link}, title) : element('span', {class: 'title', part: 'title'}, title);
  if (link) name.addEventListener('click', onLink);
  // The colour alone does not tell the level to everybody.
  const spoken = level === 'info' ? [] : [element('span', {class: 'spoken'}, `${texts.levels[level]}: `)];
  const text = element('div', {class: 'text'}, element('div', {class: 'name'}, ...spoken, name));
  if (body) text.append(element('div', {class: 'body', part: 'body'}, body));
  return {nodes: [image, text], text, link: name};
}

/**
 * One notification of the list.
 * @param {BellNotification} notification @param {BellTexts} texts @param {ItemActions} actions
 */
export function newItemView(notification, texts, actions) {
  const {id, level} = notification;
  const {nodes, text, link} = contentOf(notification, texts, event => actions.open(id, event));
  const time = element('time', {part: 'time', datetime: new Date(notification.ts).toISOString()});
  const unread = element('span', {class: 'spoken'});
  text.append(element('div', {class: 'when'}, time, unread));
  const done = element('button', {type: 'button', class: 'icon-button', part: 'mark', title: texts.markRead, 'aria-label': `${texts.markRead}: ${notification.title}`}, icon('check'));
  const node = element('li', {class: 'item', part: 'item', 'data-level': level, tabindex: '-1'}, ...nodes, done);
  done.addEventListener('click', () => actions.read(id));
  node.addEventListener('click', event => {
    if (!(/** @type {Element} */ (event.target).closest('a, button'))) activate();
  });

  /** Follows the link, or marks the notification as read. */
  const activate = () => (link instanceof HTMLAnchorElement ? link.click() : actions.open(id, null));

  return {
    node,
    activate,
    /** @param {BellNotification} next @param {string} relative @param {string} full */
    draw({read}, relative, full) {
      if (read && done.matches(':focus')) node.focus();
      node.classList.toggle('unread', !read);
      node.part.toggle('unread', !read);
      done.hidden = read;
      write(unread, read ? '' : ` \u00b7 ${texts.unreadOne}`);
      write(time, relative);
      mark(time, 'title', full);
    },
    /** Puts the notification into the tab order, or removes it. @param {boolean} reachable */
    setReachable(reachable) {
      const index = reachable ? '0' : '-1';
      for (const one of [node, done, ...(link instanceof HTMLAnchorElement ? [link] : [])]) mark(one, 'tabindex', index);
    },
  };
}

/** @typedef {ReturnType<typeof newItemView>} ItemView */
