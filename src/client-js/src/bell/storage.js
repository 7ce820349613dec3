/**
 * A JSON value in the browser's storage. Without a storage, for example in a private window, it is kept by this object alone.
 * @param {string} key
 */
export function newStorage(key) {
  /** @type {string | null | undefined} */
  let text;
  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return text;
    }
  };
  return {
    /** @returns {any} null if there is none */
    read() {
      try {
        return JSON.parse(stored() ?? 'null');
      } catch {
        return null;
      }
    },
    /** @param {unknown} value null removes it */
    write(value) {
      const next = value === null ? null : JSON.stringify(value);
      if (next === text) return;
      text = next;
      try {
        if (next === null) localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        // The value is kept until the page is closed.
      }
    },
  };
}

/** @typedef {ReturnType<typeof newStorage>} Storage */
