import {formatCursor, parseCursor} from '../cursor.js';

/** @import {Position} from '../cursor.js' */
/** @typedef {{feed: string, epoch: string, offset: number, id: string}} Located */
/**
 * @typedef {{
 *   has: (one: Located) => boolean, merge: (marks: Partial<Marks>) => void, clear: () => void, subtract: (other: ReadState) => void,
 *   reaches: (feed: string, position: Position) => boolean, readonly empty: boolean, readonly marks: Marks,
 * }} ReadState
 */
/** @typedef {{cursor: string, read: string[]}} Marks the read position, and single updates above it as cursors of one feed each */

/**
 * The updates that a user has read: all up to a position in each feed, and single ones above it. Within an epoch it only
 * grows, so states of several devices can be merged in any order.
 * @param {Partial<Marks>} [from] @returns {ReadState}
 */
export function newReadState({cursor = '', read = []} = {}) {
  const at = parseCursor(cursor);
  const single = new Set(read);

  /** @param {Located} one */
  const covered = ({feed, epoch, offset}) => {
    const position = at.get(feed);
    return position?.epoch === epoch && offset <= position.offset;
  };

  /** Removes single updates that the position includes, or that are of another epoch. */
  const prune = () => {
    for (const id of single) {
      const one = located(id);
      const position = at.get(one.feed);
      if (covered(one) || (position && position.epoch !== one.epoch)) single.delete(id);
    }
  };
  prune();

  return {
    /** @param {Located} one */
    has: one => covered(one) || single.has(one.id),

    /** Merges another state. A different epoch replaces the position, because offsets are not comparable. @param {Partial<Marks>} marks */
    merge({cursor = '', read = []}) {
      for (const [feed, position] of parseCursor(cursor)) {
        const known = at.get(feed);
        if (!(known && known.epoch === position.epoch && known.offset >= position.offset)) at.set(feed, position);
      }
      for (const id of read) single.add(id);
      prune();
    },

    clear() {
      at.clear();
      single.clear();
    },

    /** Removes what another state includes. @param {ReadState} other */
    subtract(other) {
      for (const [feed, position] of at) if (other.reaches(feed, position)) at.delete(feed);
      for (const id of single) if (other.has(located(id))) single.delete(id);
    },

    /** @param {string} feed @param {Position} position */
    reaches(feed, position) {
      const known = at.get(feed);
      return known?.epoch === position.epoch && known.offset >= position.offset;
    },

    get empty() {
      return !at.size && !single.size;
    },

    /** @returns {Marks} */
    get marks() {
      return {cursor: formatCursor(at), read: [...single]};
    },
  };
}

/** @param {string} id a cursor of one feed @returns {Located} */
export function located(id) {
  const [feed, epoch, offset] = id.split(':');
  return {feed, epoch, offset: Number(offset), id};
}
