import {element, mark, write} from './dom.js';
import {icon} from './icons.js';
import {newPanelView} from './panel-view.js';
import {newSwitchView} from './switch-view.js';
import {newToastsView} from './toasts-view.js';

/** @import {BellNotification, BellStatus, BellTexts} from '../../feedhorn-bell.js' */
/** @import {ItemActions} from './item-view.js' */
/** @import {PanelState} from './panel-view.js' */
/** @import {SystemNotifications} from './system-notifications.js' */
/** @import {Push} from './push.js' */

const MAX_COUNT = 99;

/**
 * The button with the count, the panel, the toasts, and the region that announces new notifications.
 * @param {ShadowRoot} root @param {BellTexts} texts @param {string | undefined} locale
 * @param {{system: SystemNotifications, push: Push}} devices
 * @param {ItemActions & {readAll: () => void, state: () => PanelState, toggled: (open: boolean) => void}} actions
 */
export function newBellView(root, texts, locale, {system, push}, actions) {
  const count = element('span', {class: 'count', part: 'count', 'aria-hidden': 'true', hidden: ''});
  const button = element('button', {type: 'button', class: 'bell', part: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', 'aria-label': texts.notifications}, icon('bell'), count);
  const spoken = element('p', {class: 'spoken', role: 'status'});
  const panel = newPanelView(button, texts, locale, {
    ...actions,
    draw: () => panel.draw(actions.state()),
    toggled(open) {
      mark(button, 'aria-expanded', String(open));
      if (open) document.addEventListener('pointerdown', closeOutside, true);
      else document.removeEventListener('pointerdown', closeOutside, true);
      actions.toggled(open);
    },
  });
  const toasts = newToastsView(texts, actions);
  const toggle = newSwitchView(texts, system, push);
  panel.footer.append(toggle.node);

  /** @param {PointerEvent} event */
  const closeOutside = event => {
    if (!event.composedPath().includes(root.host)) panel.close();
  };

  const open = () => {
    toasts.clear();
    toggle.draw();
    panel.show();
  };
  const close = () => {
    panel.close();
    button.focus();
  };

  button.addEventListener('click', () => (panel.open ? close() : open()));
  button.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' || panel.open) return;
    event.preventDefault();
    open();
  });
  /** @param {Event} event */
  const onKey = event => {
    if (!(event instanceof KeyboardEvent) || event.key !== 'Escape' || !panel.open) return;
    // A dialog of the page around the element stays open.
    event.stopPropagation();
    event.preventDefault();
    close();
  };
  root.addEventListener('keydown', onKey);
  panel.node.addEventListener('focusout', ({relatedTarget}) => {
    if (relatedTarget instanceof Node && !root.contains(relatedTarget)) panel.close();
  });
  root.replaceChildren(button, spoken, panel.node, toasts.node);

  return {
    open,
    close: panel.close,
    get isOpen() {
      return panel.open;
    },

    /** @param {PanelState} state */
    draw(state) {
      const {unread, status, list} = state;
      const known = status !== 'loading' && status !== 'invalid';
      mark(button, 'data-status', status);
      mark(button, 'aria-label', known && unread ? `${texts.notifications}, ${texts.unread(unread)}` : texts.notifications);
      mark(count, 'hidden', known && unread ? null : '');
      write(count, unread > MAX_COUNT ? `${MAX_COUNT}+` : String(unread));
      panel.draw(state);
      toasts.keep(new Set(list.filter(one => !one.read).map(one => one.id)));
    },

    /** Announces new notifications, and shows them if the list is closed. @param {BellNotification[]} fresh newest first @param {boolean} withToasts */
    announce(fresh, withToasts) {
      write(spoken, fresh.length === 1 ? [fresh[0].title, fresh[0].body].filter(text => text).join('. ') : texts.arrived(fresh.length));
      if (withToasts && !panel.open) toasts.show(fresh);
    },

    dispose() {
      panel.close();
      toasts.clear();
      root.removeEventListener('keydown', onKey);
      root.replaceChildren();
    },
  };
}

/** @typedef {ReturnType<typeof newBellView>} BellView */
