import assert from 'node:assert/strict';

export const TOPICS = ['p.a', 'p.b', 'p.c', 'e.a', 'e.b'];

/**
 * A model of a page's subscription, in a callback or in a loop. It stores the cursor after each update, may resume from it,
 * and checks the received updates.
 */
export class Reader {
  #newest = new Map();
  #gaps = new Map();
  #last = new Map();
  #subscribedAt = Date.now();
  #subscriptions = 0;
  /** The cursor to resume from. */
  storedCursor;

  /** @param {{random: () => number, recordFailure: (action: () => void) => void}} context */
  constructor(feed, patterns, options, {random, recordFailure}) {
    this.feed = feed;
    this.patterns = patterns;
    this.options = options;
    this.random = random;
    this.recordFailure = recordFailure;
    this.loops = random() < 0.5;
  }

  open(since) {
    this.storedCursor = since;
    const options = {...this.options, since};
    this.#subscribedAt = Date.now();
    this.#gaps.clear();
    this.#last.clear();
    this.#subscriptions++;
    for (const update of this.#newest.values()) update.earlier = true;
    if (this.loops) {
      this.sub = this.feed.subscribe(this.patterns, options);
      this.#loop(this.sub, this.#subscriptions);
    } else this.sub = this.feed.subscribe(this.patterns, update => this.recordFailure(() => this.receive(update)), options);
  }

  /** Ends the reader, a loop by `break`. */
  close() {
    this.#subscriptions++;
    this.sub.close();
  }

  async #loop(sub, subscription) {
    for await (const update of sub) {
      if (subscription !== this.#subscriptions) break;
      this.recordFailure(() => this.receive(update));
      if (this.random() < 0.1) await new Promise(resolve => setTimeout(resolve, 1_000 * this.random()));
      if (subscription !== this.#subscriptions) break;
      this.recordFailure(() => assert.equal(sub.cursor, this.storedCursor, 'the cursor does not change while an update is processed'));
    }
  }

  /** Starts from the cursor of another reader, and expects the updates after it. */
  continueFrom(server, since) {
    for (const [feed, epoch, offset] of since.split(',').map(part => part.split(':')))
      for (const topic of TOPICS.filter(topic => topic[0] === feed && epoch === server.epoch)) {
        const seq = server.feeds.get(feed).filter(update => update.topic === topic && update.offset <= Number(offset)).length;
        this.#newest.set(topic, {topic, seq, offset: Number(offset), data: epoch, earlier: true});
      }
  }

  /** Records a `reset`: earlier updates may be missing. */
  reset() {
    for (const update of this.#newest.values()) if (update.earlier) update.gap = true;
  }

  receive(update) {
    const {topic, offset, seq, ts, data: epoch, age} = update;
    assert.ok(age >= 0);
    this.storedCursor = this.sub.cursor;
    const position = this.storedCursor.split(',').find(part => part[0] === topic[0]);
    assert.equal(position, `${topic[0]}:${epoch}:${offset}`, 'the cursor is that of the current update');
    const before = this.#newest.get(topic);
    const same = before?.data === epoch;
    assert.ok(!before || epoch >= before.data, `an older epoch: ${JSON.stringify({before, update})}`);
    assert.ok(!same || offset > before.offset, `duplicate or out of order: ${JSON.stringify({before, update})}`);
    if (this.options.conflate === false) {
      const feed = topic[0];
      const last = this.#last.get(feed);
      // Earlier updates may arrive in any order, because other readers of the page received some already.
      assert.ok(!(same && ts > this.#subscribedAt && last?.data === epoch && offset < last.offset), `out of order in its feed: ${JSON.stringify({last, update})}`);
      this.#last.set(feed, update);
      const gap = this.#gaps.get(topic);
      this.#gaps.delete(topic);
      const next = gap && gap.from === before?.seq + 1 ? gap.to + 1 : (before?.seq ?? 0) + 1;
      assert.ok(!same || before.gap || seq === next, `missing without a gap event: ${JSON.stringify({before, gap, update})}`);
    }
    this.#newest.set(topic, {...update});
  }

  gap({topic, from, to}) {
    assert.notEqual(this.options.maxRate !== undefined, true, 'a gap event with a reduced rate');
    this.#gaps.set(topic, {from, to});
  }

  assertHasNewest(server) {
    for (const topic of TOPICS) {
      const subscribed = this.patterns.some(pattern => pattern === topic || pattern === `${topic[0]}.*`);
      assert.deepEqual(
        subscribed && [this.#newest.get(topic)?.offset, this.#newest.get(topic)?.data],
        subscribed && [server.newest(topic).offset, server.epoch],
        `${this.patterns} ${JSON.stringify(this.options)} has another newest update of ${topic}`);
    }
  }
}
