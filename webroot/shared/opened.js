/**
 * The time at which the user opens the page. A browser may load it before (prerendering); the page connects when it is opened.
 */

/** The document, with what the types of the DOM do not have yet. @type {Document & {prerendering?: boolean}} */
const page = document;
let openedAt = 0;

/** Resolves when the user opens the page. @type {Promise<void>} */
export const opened = page.prerendering ? new Promise(resolve => page.addEventListener('prerenderingchange', () => {
  openedAt = performance.now();
  resolve();
}, {once: true})) : Promise.resolve();

/** The milliseconds for which the user has waited since a time of `performance.now()`. @param {number} since */
export const waitedSince = since => (page.prerendering ? 0 : performance.now() - Math.max(since, openedAt));
