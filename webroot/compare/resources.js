/** @typedef {{bytes: number, connected: number | null}} Exchange body bytes; milliseconds to connect, null on a kept connection */
/** @type {{matches: (url: string) => boolean, once: boolean, report: (seen: Exchange) => void}[]} */
const waiting = [];
const MAX_PENDING = 200;

/** Reports the resource timing of a matching exchange, if the browser provides it. */
export function onExchange(/** @type {(url: string) => boolean} */ matches, /** @type {(seen: Exchange) => void} */ report, once = true) {
  const one = {matches, once, report};
  waiting.push(one);
  if (waiting.length > MAX_PENDING) waiting.splice(waiting.findIndex(other => other.once), 1);
  return () => drop(one);
}

/** @param {typeof waiting[number]} one */
const drop = one => {
  const at = waiting.indexOf(one);
  if (at >= 0) waiting.splice(at, 1);
};

new PerformanceObserver(list => {
  for (const entry of /** @type {PerformanceResourceTiming[]} */ (list.getEntries())) {
    const one = waiting.find(({matches}) => matches(entry.name));
    if (!one) continue;
    if (one.once) drop(one);
    if (!entry.responseStart) continue;
    const {connectStart, connectEnd} = entry;
    one.report({bytes: entry.encodedBodySize, connected: connectEnd > connectStart ? connectEnd - connectStart : null});
  }
  // The buffer of the browser holds 250 entries.
  performance.clearResourceTimings();
}).observe({type: 'resource'});
