import {token} from '../shared/access.js';
import {fact} from '../shared/fact.js';

/** @import {Page, Rates} from './metrics-client.js' */

const NONE = '\u2013';

/** @param {number | null} value */
export const perSecond = value => (value === null ? NONE : value < 10 ? value.toFixed(1) : whole(value));

/** @param {number} value */
const whole = value => Math.round(value).toLocaleString('en-GB');

/** @param {number} feeds */
const inFeeds = feeds => `in ${feeds} feed${feeds === 1 ? '' : 's'}`;

/** @param {HTMLElement} list a `dl` */
export function factsView(list) {
  const all = ['Published per second', 'Delivered per second', 'Connections', 'Topics'].map(name => fact(list, name));
  const [published, delivered, connections, topics] = all;

  return {
    /**
     * @param {ReturnType<Rates['update']> | null} current null if the page may not read the metrics
     * @param {Page | null} page null in views without topics
     * @param {boolean} everything true without a filter
     */
    draw(current, page, everything) {
      if (current) {
        published(perSecond(current.published), current.refused ? `${perSecond(current.refused)} refused` : 'none refused');
        delivered(perSecond(current.delivered), current.conflated ? `${perSecond(current.conflated)} conflated` : 'none conflated');
        connections(whole(current.connections), current.transports.map(({transport, value}) => `${value} ${transport}`).join(', '));
      } else for (const one of [published, delivered, connections]) one(NONE, token ? 'for operators only' : 'needs a token');
      if (!page) {
        if (current) topics(whole(current.topics), inFeeds(current.feeds));
        else topics(NONE, token ? 'for operators only' : 'needs a token');
        return;
      }
      const feeds = new Set(page.topics.map(({topic}) => topic.slice(0, topic.indexOf('.'))));
      const scope = everything ? '' : ', filtered';
      topics(whole(page.topics.length) + (page.next ? '+' : ''), `${inFeeds(feeds.size)}${scope}`);
    },
    /** Shows all figures as unknown. @param {string} why */
    setUnknown(why) {
      for (const one of all) one(NONE, why);
    },
  };
}
