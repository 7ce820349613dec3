/** Where a connection that carries no cursors would go on: the offset of each feed's newest update. */
export class Cursor {
  /** @type {Map<string, {epoch: string, offset: number}>} */
  #at = new Map();

  /** @param {string} text as the server gives it */
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

  /** Empty where nothing is known. */
  toString() {
    return [...this.#at].map(([feed, {epoch, offset}]) => `${feed}:${epoch}:${offset}`).join(',');
  }

  forget() {
    this.#at.clear();
  }
}
