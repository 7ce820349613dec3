/** The position in each feed, tracked by offset for transports whose updates have no cursor. */
export class FeedPositions {
  /** @type {Map<string, {epoch: string, offset: number}>} */
  #at = new Map();

  /** @param {string} text a cursor of the server */
  adopt(text) {
    for (const part of text.split(',')) {
      const [feed, epoch, offset] = part.split(':');
      this.#at.set(feed, {epoch, offset: Number(offset)});
    }
  }

  /** @param {{topic: string, offset: number}} update */
  pass({topic, offset}) {
    const at = this.#at.get(topic.slice(0, topic.indexOf('.')));
    if (at && offset > at.offset) at.offset = offset;
  }

  /** The cursor; empty if unknown. */
  toString() {
    return [...this.#at].map(([feed, {epoch, offset}]) => `${feed}:${epoch}:${offset}`).join(',');
  }

  forget() {
    this.#at.clear();
  }
}
