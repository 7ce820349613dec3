/** @typedef {ReturnType<typeof storageOf>} Storage */

/**
 * A storage of the browser. What it does not take, for example in a browser that stores nothing for sites, is kept until
 * the page is closed.
 * @param {'localStorage' | 'sessionStorage'} name
 */
function storageOf(name) {
  /** @type {Map<string, string | null>} */
  const kept = new Map();
  return {
    /** @param {string} key @returns {string | null} */
    get(key) {
      try {
        return kept.get(key) ?? globalThis[name].getItem(key);
      } catch {
        return kept.get(key) ?? null;
      }
    },
    /** @param {string} key @param {string | null} text null removes it @returns {boolean} true if the browser has stored it */
    set(key, text) {
      try {
        if (text === null) globalThis[name].removeItem(key);
        else globalThis[name].setItem(key, text);
        kept.delete(key);
        return true;
      } catch {
        kept.set(key, text);
        return false;
      }
    },
  };
}

/** The storage of all tabs. */
export const shared = storageOf('localStorage');

/** The storage of this tab. */
export const own = storageOf('sessionStorage');
