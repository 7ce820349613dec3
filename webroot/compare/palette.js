const NAMES = /** @type {const} */ (['pushed', 'held', 'polled', 'text', 'muted', 'line', 'sunken', 'surface', 'page']);

/** @typedef {Record<typeof NAMES[number] | 'font', string>} Palette */

/** The colours of the style sheet, for canvases. @returns {Palette} */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(NAMES.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
  return /** @type {Palette} */ ({...colours, font: getComputedStyle(document.body).fontFamily});
}
