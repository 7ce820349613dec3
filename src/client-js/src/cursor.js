/**
 * @typedef {{epoch: string, offset: number, text?: string}} Position `text` is the offset as the server wrote it. A leading
 * zero marks a position within a history that has not been read to its end.
 */

/** @param {string} topic */
export const feedOf = topic => topic.split('.', 1)[0];

/**
 * @param {string | null | undefined} cursor
 * @returns {Map<string, Position>}
 */
export function parseCursor(cursor) {
  const at = new Map();
  for (const part of cursor?.split(',') ?? []) {
    const [feed, epoch, text] = part.split(':');
    if (text) at.set(feed, {epoch, offset: +text, text});
  }
  return at;
}

/** @param {Map<string, Position>} at */
export const formatCursor = at =>
  [...at].map(([feed, {epoch, offset, text = offset}]) => `${feed}:${epoch}:${text}`).join(',');

/**
 * The lowest position of each feed. Subscriptions that are ahead of it drop the updates that they have.
 * @param {Iterable<Map<string, Position>>} positions
 * @param {Set<string>} feeds the feeds to include, because the server rejects a cursor of a feed that is not requested
 */
export function earliestPositions(positions, feeds) {
  /** @type {Map<string, Position>} */
  const least = new Map();
  for (const at of positions)
    for (const [feed, position] of at) {
      const other = least.get(feed);
      if (feeds.has(feed) && !(other && other.offset <= position.offset)) least.set(feed, position);
    }
  return least;
}

/**
 * @param {string[]} patterns
 * @returns {(topic: string) => boolean}
 */
export function matcher(patterns) {
  const exact = new Set(patterns);
  const wild = patterns.filter(pattern => /[*>]/.test(pattern)).map(pattern => RegExp(
    `^${pattern.replace(/[^*>\w]/g, '\\$&').replace(/\*/g, '[^.]+').replace('>', '.+')}$`));
  return topic => exact.has(topic) || wild.some(one => one.test(topic));
}
