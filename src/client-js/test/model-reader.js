import assert from 'node:assert/strict';

export const TOPICS = ['p.a', 'p.b', 'p.c', 'e.a', 'e.b'];

/**
 * A model of a part of a page that stores the cursor after each update, in a callback or in a loop, and may resume from it
 * later. It checks the updates that it receives.
 */
export class Reader {
  #newest = new Map();
  #holes = new Map();
  #last = new Map();
  #joined = Date.now();
  #life = 0;
  /** The cursor to resume from. */
  kept;

  /** @param {{random: () => number, noted: (act: () => void) => void}} ways */
  constructor(feed, patterns, options, {random, noted}) {
    this.feed = feed;
    this.patterns = patterns;
    this.options = options;
    this.random = random;
    this.noted = noted;
    this.loops = random() < 0.5;
  }

  open(since) {
    this.kept = since;
    const options = {...this.options, since};
    this.#joined = Date.now();
    this.#holes.clear();
    this.#last.clear();
    this.#life++;
    for (const one of this.#newest.values()) one.earlier = true;
    if (this.loops) {
      this.sub = this.feed.subscribe(this.patterns, options);
      this.#loop(this.sub, this.#life);
    } else this.sub = this.feed.subscribe(this.patterns, update => this.noted(() => this.take(update)), options);
  }

  /** Ends the reader, a loop by `break`. */
  close() {
    this.#life++;
    this.sub.close();
  }

  async #loop(sub, life) {
    for await (const update of sub) {
      if (life !== this.#life) break;
      this.noted(() => this.take(update));
      if (this.random() < 0.1) await new Promise(resolve => setTimeout(resolve, 1_000 * this.random()));
      if (life !== this.#life) break;
      this.noted(() => assert.equal(sub.cursor, this.kept, 'the cursor stays while an update is in hand'));
    }
  }

  /** Takes the cursor of another reader, and expects the updates that followed there. */
  goesOnFrom(server, since) {
    for (const [feed, epoch, offset] of since.split(',').map(part => part.split(':')))
      for (const topic of TOPICS.filter(topic => topic[0] === feed && epoch === server.epoch)) {
        const seq = server.feeds.get(feed).filter(update => update.topic === topic && update.offset <= Number(offset)).length;
        this.#newest.set(topic, {topic, seq, offset: Number(offset), data: epoch, earlier: true});
      }
  }

  /** Called after `reset`: history did not reach back. */
  reset() {
    for (const one of this.#newest.values()) if (one.earlier) one.gap = true;
  }

  take(update) {
    const {topic, offset, seq, ts, data: epoch, age} = update;
    assert.ok(age >= 0);
    this.kept = this.sub.cursor;
    const position = this.kept.split(',').find(part => part[0] === topic[0]);
    assert.equal(position, `${topic[0]}:${epoch}:${offset}`, 'the cursor is that of the update in hand');
    const before = this.#newest.get(topic);
    const same = before?.data === epoch;
    assert.ok(!before || epoch >= before.data, `an older epoch: ${JSON.stringify({before, update})}`);
    assert.ok(!same || offset > before.offset, `twice or out of order: ${JSON.stringify({before, update})}`);
    if (this.options.conflate === false) {
      const feed = topic[0];
      const last = this.#last.get(feed);
      // Earlier updates may arrive in any order, because other readers of the page received some already.
      assert.ok(!(same && ts > this.#joined && last?.data === epoch && offset < last.offset), `out of order in its feed: ${JSON.stringify({last, update})}`);
      this.#last.set(feed, update);
      const told = this.#holes.get(topic);
      this.#holes.delete(topic);
      const next = told && told.from === before?.seq + 1 ? told.to + 1 : (before?.seq ?? 0) + 1;
      assert.ok(!same || before.gap || seq === next, `lost in silence: ${JSON.stringify({before, told, update})}`);
    }
    this.#newest.set(topic, {...update});
  }

  hole({topic, from, to}) {
    assert.notEqual(this.options.maxRate !== undefined, true, 'what was not asked for is no hole');
    this.#holes.set(topic, {from, to});
  }

  hasTheNewest(server) {
    for (const topic of TOPICS) {
      const mine = this.patterns.some(pattern => pattern === topic || pattern === `${topic[0]}.*`);
      assert.deepEqual(
        mine && [this.#newest.get(topic)?.offset, this.#newest.get(topic)?.data],
        mine && [server.newest(topic).offset, server.epoch],
        `${this.patterns} ${JSON.stringify(this.options)} ended elsewhere on ${topic}`);
    }
  }
}
