import {element, newLayer} from './dom.js';
import {icon} from './icons.js';
import {contentOf} from './item-view.js';

/** @import {BellNotification, BellTexts} from '../../feedhorn-bell.js' */
/** @import {ItemActions} from './item-view.js' */

const MAX_TOASTS = 3;
const SHOWN_MS = 8_000;
const SHOWN_ERROR_MS = 20_000;

/**
 * Short messages about new notifications. They go away by themselves, but not while the pointer or the focus is on them. They are
 * announced by the caller.
 * @param {BellTexts} texts @param {ItemActions} actions
 */
export function newToastsView(texts, actions) {
  const node = element('div', {class: 'toasts', part: 'toasts', role: 'group', 'aria-label': texts.newNotifications});
  const layer = newLayer(node);
  /** @type {Map<string, HTMLElement>} */
  const toasts = new Map();

  /** @param {string} id */
  const remove = id => {
    toasts.get(id)?.remove();
    toasts.delete(id);
    if (!toasts.size) layer.hide();
  };

  /** @param {BellNotification} notification */
  const add = notification => {
    const {id, level} = notification;
    const {nodes} = contentOf(notification, texts, event => {
      actions.open(id, event);
      remove(id);
    });
    const close = element('button', {type: 'button', class: 'icon-button', part: 'toast-close', 'aria-label': `${texts.dismiss}: ${notification.title}`, title: texts.dismiss}, icon('close'));
    const toast = element('div', {class: 'toast', part: 'toast', 'data-level': level}, ...nodes, close);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const pause = () => clearTimeout(timer);
    const resume = () => {
      pause();
      if (!toast.matches(':hover, :focus-within')) timer = setTimeout(remove, level === 'error' ? SHOWN_ERROR_MS : SHOWN_MS, id);
    };
    close.addEventListener('click', () => remove(id));
    for (const event of ['pointerenter', 'focusin']) toast.addEventListener(event, pause);
    for (const event of ['pointerleave', 'focusout']) toast.addEventListener(event, () => setTimeout(resume));
    toasts.set(id, toast);
    node.prepend(toast);
    resume();
  };

  return {
    node,
    /** @param {BellNotification[]} notifications newest first */
    show(notifications) {
      for (const notification of notifications.slice(0, MAX_TOASTS).reverse()) add(notification);
      for (const id of [...toasts.keys()].slice(0, -MAX_TOASTS)) remove(id);
      if (toasts.size) layer.show();
    },
    /** Removes the toasts of notifications that are read or gone. @param {Set<string>} unread */
    keep(unread) {
      for (const id of [...toasts.keys()]) if (!unread.has(id)) remove(id);
    },
    clear() {
      for (const id of [...toasts.keys()]) remove(id);
    },
  };
}
