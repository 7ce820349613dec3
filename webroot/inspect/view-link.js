/** @typedef {{view: string, values: Record<string, string>}} View a view of the page with its filters and its selection */

/** The views of the page, the first one by default. */
export const VIEWS = ['topics', 'connections', 'feeds', 'readers', 'sources', 'cluster'];

/** The view that a fragment names, like `#connections?order=lag`; null for any other fragment. @param {string} hash @returns {View | null} */
export function parse(hash) {
  const [view, query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  if (!view) return {view: VIEWS[0], values: {}};
  return VIEWS.includes(view) ? {view, values: Object.fromEntries(new URLSearchParams(query))} : null;
}

/** The fragment of a view. Empty values are left out. @param {View} view */
export function format({view, values}) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  const text = query.toString();
  return `#${view}${text && `?${text}`}`;
}
