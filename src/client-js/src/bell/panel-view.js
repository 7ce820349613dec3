import {element, mark, newLayer, write} from './dom.js';
import {newListView} from './list-view.js';
import {newTimeFormat} from './relative-time.js';

/** @import {BellNotification, BellStatus, BellTexts} from '../../feedhorn-bell.js' */
/** @import {ItemActions} from './item-view.js' */
/** @typedef {{list: BellNotification[], unread: number, status: BellStatus, why: string, now: number}} PanelState */

const REFRESH_MS = 20_000;
const MARGIN = 8;
const GAP = 8;
const MIN_HEIGHT = 240;

/**
 * The panel with the list, below or above the button.
 * @param {HTMLElement} button @param {BellTexts} texts @param {string | undefined} locale
 * @param {ItemActions & {readAll: () => void, draw: () => void, toggled: (open: boolean) => void}} actions
 */
export function newPanelView(button, texts, locale, actions) {
  const times = newTimeFormat(locale);
  const list = newListView(texts, actions);
  const all = element('button', {type: 'button', class: 'text-button', part: 'mark-all'}, texts.markAllRead);
  const notice = element('p', {class: 'notice', part: 'notice'});
  const empty = element('div', {class: 'empty', part: 'empty'});
  const footer = element('div', {class: 'footer', part: 'footer'});
  const head = element('div', {class: 'head', part: 'header'}, element('span', {class: 'heading', part: 'heading'}, texts.notifications), all);
  const node = element('div', {class: 'panel', part: 'panel', role: 'dialog', 'aria-label': texts.notifications, tabindex: '-1'}, head, notice, list.node, empty, footer);
  const layer = newLayer(node);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let refresh;

  const place = () => {
    const {left, right, top, bottom} = button.getBoundingClientRect();
    const {clientWidth, clientHeight} = document.documentElement;
    const rtl = getComputedStyle(button).direction === 'rtl';
    const x = Math.max(MARGIN, Math.min(rtl ? left : right - node.offsetWidth, clientWidth - node.offsetWidth - MARGIN));
    const above = clientHeight - bottom < MIN_HEIGHT && top > clientHeight - bottom;
    const style = node.style;
    style.setProperty('left', `${x}px`);
    style.setProperty('top', above ? 'auto' : `${bottom + GAP}px`);
    style.setProperty('bottom', above ? `${clientHeight - top + GAP}px` : 'auto');
    style.setProperty('--_space', `${(above ? top : clientHeight - bottom) - GAP - MARGIN}px`);
  };

  all.addEventListener('click', () => {
    actions.readAll();
    if (!list.focus()) node.focus();
  });
  node.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' && !list.node.contains(/** @type {Node} */ (event.target)) && list.focus()) event.preventDefault();
  });

  return {
    node,
    footer,
    get open() {
      return layer.open;
    },

    show() {
      if (layer.open) return;
      layer.show();
      actions.draw();
      place();
      refresh = setInterval(actions.draw, REFRESH_MS);
      addEventListener('resize', place);
      addEventListener('scroll', place, {capture: true, passive: true});
      actions.toggled(true);
      if (!list.focus()) node.focus();
    },

    close() {
      if (!layer.open) return;
      layer.hide();
      clearInterval(refresh);
      removeEventListener('resize', place);
      removeEventListener('scroll', place, {capture: true});
      actions.toggled(false);
    },

    /** @param {PanelState} state */
    draw({list: notifications, unread, status, why, now}) {
      if (!layer.open) return;
      list.draw(notifications, ts => times.relative(ts, now), times.full);
      mark(list.node, 'hidden', notifications.length ? null : '');
      mark(all, 'hidden', unread ? null : '');
      const text = noticeOf(status, why, texts);
      write(notice, text);
      mark(notice, 'hidden', text ? null : '');
      mark(empty, 'hidden', notifications.length || text ? '' : null);
      if (status === 'loading') empty.replaceChildren(texts.loading);
      else empty.replaceChildren(element('strong', {}, texts.emptyTitle), element('span', {}, texts.emptyText));
    },
  };
}

/** @param {BellStatus} status @param {string} why @param {BellTexts} texts */
function noticeOf(status, why, texts) {
  if (status === 'loading' || status === 'live') return '';
  return status === 'invalid' ? texts.invalid(why) : texts[status];
}
