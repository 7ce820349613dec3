import {request} from '../shared/access.js';

/** @typedef {{topic: string, offset: number, seq: number, ts: number, subscribers: number}} TopicState */
/** @typedef {{topics: TopicState[], next: string | null}} Page */
/** @typedef {Map<string, number>} Figures by name and labels, as Prometheus has them */

const MAX_TOPICS = 1000;
/** The maximum number of pages requested to find a part of a name, which the server cannot search for. */
const MAX_PAGES = 20;

/**
 * The topics of a filter, at most a thousand: those that match a pattern, or whose name contains a text.
 * @param {{match: string, part: string}} filter @returns {Promise<Page>}
 */
export async function topics({match, part}) {
  /** @type {TopicState[]} */
  const found = [];
  let after = '';
  for (let pages = 0; ; ) {
    const query = (match && `&match=${encodeURIComponent(match)}`) + (after && `&after=${encodeURIComponent(after)}`);
    /** @type {Page} */
    const page = await (await request(`/v1/topics?limit=${MAX_TOPICS}${query}`)).json();
    found.push(...page.topics.filter(({topic}) => topic.toLowerCase().includes(part)));
    if (!page.next || !part || found.length >= MAX_TOPICS || ++pages === MAX_PAGES) return {topics: found, next: page.next};
    after = page.next;
  }
}

/** @returns {Promise<Figures>} */
export async function metrics() {
  const text = await (await request('/metrics')).text();
  const lines = text.split('\n').filter(line => line && !line.startsWith('#'));
  return new Map(lines.map(line => {
    const end = line.lastIndexOf(' ');
    return [line.slice(0, end), Number(line.slice(end + 1))];
  }));
}

/** @param {Figures} figures @param {string} name */
const sum = (figures, name) => {
  let total = 0;
  for (const [key, value] of figures) if (key === name || key.startsWith(`${name}{`)) total += value;
  return total;
};

/** Rates per second, computed from counters. */
export class Rates {
  #at = 0;
  /** @type {Record<string, number>} */
  #before = {};
  #topicsAt = 0;
  /** @type {Map<string, number>} */
  #seqs = new Map();

  /** Drops the previous counters after an interruption. */
  forget() {
    this.#before = {};
    this.#seqs.clear();
  }

  /** @param {Figures} figures */
  update(figures) {
    const now = performance.now();
    const totals = {
      published: sum(figures, 'feedhorn_published_total'),
      delivered: sum(figures, 'feedhorn_delivered_total'),
      conflated: sum(figures, 'feedhorn_conflated_total'),
      refused: sum(figures, 'feedhorn_refused_total'),
    };
    const seconds = (now - this.#at) / 1000;
    const before = this.#before;
    /** @param {keyof typeof totals} name */
    const rate = name => (name in before && totals[name] >= before[name] ? (totals[name] - before[name]) / seconds : null);
    const current = {
      published: rate('published'), delivered: rate('delivered'), conflated: rate('conflated'), refused: rate('refused'),
      connections: sum(figures, 'feedhorn_connections'),
      topics: sum(figures, 'feedhorn_topics'), feeds: sum(figures, 'feedhorn_feeds'),
      transports: [...figures].filter(([key, value]) => key.startsWith('feedhorn_connections{') && value > 0)
        .map(([key, value]) => ({transport: /transport="([^"]+)"/.exec(key)?.[1] ?? key, value})),
    };
    this.#at = now;
    this.#before = totals;
    return current;
  }

  /** @param {TopicState[]} states @returns {Map<string, number>} */
  updateTopics(states) {
    const now = performance.now();
    const seconds = (now - this.#topicsAt) / 1000;
    const rates = new Map();
    for (const {topic, seq} of states) {
      const before = this.#seqs.get(topic);
      if (before !== undefined && seq >= before) rates.set(topic, (seq - before) / seconds);
    }
    this.#topicsAt = now;
    this.#seqs = new Map(states.map(({topic, seq}) => [topic, seq]));
    return rates;
  }
}
