/**
 * Creates an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, string>} [attributes] @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Sets a text if it differs. @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or removes an attribute if it differs. @param {Element} node @param {string} name @param {string | null} value */
export function mark(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** A layer above the page, if the browser has popovers; otherwise an element with a high `z-index`. @param {HTMLElement} node */
export function newLayer(node) {
  node.setAttribute('popover', 'manual');
  let open = false;
  return {
    get open() {
      return open;
    },
    show() {
      if (open) return;
      open = true;
      node.toggleAttribute('data-open', true);
      node.showPopover?.();
    },
    hide() {
      if (!open) return;
      open = false;
      // A disconnected element is not a popover any more.
      if (node.isConnected) node.hidePopover?.();
      node.toggleAttribute('data-open', false);
    },
  };
}
