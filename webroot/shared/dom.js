/**
 * Creates an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * Sets a text if it differs, because setting the same text would still cause a layout. Keeps the text node, which costs less
 * than another one.
 * @param {Node} node @param {string} text
 */
export function write(node, text) {
  const {firstChild} = node;
  if (text && firstChild instanceof Text && !firstChild.nextSibling) {
    if (firstChild.data !== text) firstChild.data = text;
  } else if (node.textContent !== text) node.textContent = text;
}

/** Sets or removes an attribute. @param {Element} node @param {string} name @param {string | boolean | null | undefined} value */
export function mark(node, name, value) {
  if (value === false || value == null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? '' : value);
}

/** The element of a selector, which must exist. @param {string} selector */
export function find(selector) {
  const node = document.querySelector(selector);
  if (!(node instanceof HTMLElement)) throw new Error(`no ${selector}`);
  return node;
}

/** The content of an empty list. @param {string} title @param {string} text */
export const note = (title, text) =>
  element('div', {class: 'note'}, element('strong', {}, title), text);

/** Matches if the user prefers reduced motion. */
export const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Animates an element unless the user prefers reduced motion. @param {Element} node @param {Keyframe[]} frames @param {KeyframeAnimationOptions} options */
export const animate = (node, frames, options) => (calm.matches ? null : node.animate(frames, options));
