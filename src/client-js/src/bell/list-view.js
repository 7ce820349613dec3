import {element} from './dom.js';
import {newItemView} from './item-view.js';

/** @import {BellNotification, BellTexts} from '../../feedhorn-bell.js' */
/** @import {ItemActions, ItemView} from './item-view.js' */

/**
 * The list of notifications. One of them at a time is in the tab order; the arrow keys select another one.
 * @param {BellTexts} texts @param {ItemActions} actions
 */
export function newListView(texts, actions) {
  const node = element('ul', {class: 'list', part: 'list', role: 'list', 'aria-label': texts.notifications});
  /** @type {Map<string, ItemView>} */
  const views = new Map();
  let current = '';

  /** @param {string | undefined} id */
  const select = id => {
    views.get(current)?.setReachable(false);
    current = id ?? '';
    views.get(current)?.setReachable(true);
  };

  /** @param {number} index */
  const focusAt = index => {
    const ids = [...views.keys()];
    const id = ids[Math.max(0, Math.min(ids.length - 1, index))];
    if (!id) return false;
    select(id);
    views.get(id)?.node.focus();
    return true;
  };

  node.addEventListener('focusin', ({target}) => {
    for (const [id, {node: item}] of views) if (id !== current && target instanceof Node && item.contains(target)) select(id);
  });

  node.addEventListener('keydown', event => {
    const ids = [...views.keys()];
    const at = ids.indexOf(current);
    const index = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1}[event.key];
    if (index !== undefined) {
      event.preventDefault();
      focusAt(index);
    } else if (event.key === 'Enter' && event.target === views.get(current)?.node) views.get(current)?.activate();
  });

  return {
    node,
    /** Moves the focus to the selected notification. @returns {boolean} false if there is none */
    focus: () => focusAt([...views.keys()].indexOf(current)),

    /**
     * @param {BellNotification[]} list newest first
     * @param {(ts: number) => string} relative @param {(ts: number) => string} full
     */
    draw(list, relative, full) {
      const shown = new Set(list.map(({id}) => id));
      const hadFocus = node.contains(/** @type {ShadowRoot} */ (node.getRootNode()).activeElement ?? null);
      for (const [id, view] of [...views])
        if (!shown.has(id)) {
          views.delete(id);
          view.node.remove();
        }
      const known = new Map(views);
      views.clear();
      let place = node.firstElementChild;
      for (const notification of list) {
        const view = known.get(notification.id) ?? newItemView(notification, texts, actions);
        views.set(notification.id, view);
        view.draw(notification, relative(notification.ts), full(notification.ts));
        view.setReachable(notification.id === current);
        if (view.node === place) place = place.nextElementSibling;
        else node.insertBefore(view.node, place);
      }
      if (!views.has(current)) {
        select(list[0]?.id);
        if (hadFocus && !node.contains(/** @type {ShadowRoot} */ (node.getRootNode()).activeElement)) views.get(current)?.node.focus();
      }
    },
  };
}
