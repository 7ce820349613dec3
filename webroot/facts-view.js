import {fact} from './fact.js';

/** @import {Page, Rates} from './figures.js' */

/** @param {number | null} value */
export const perSecond = value => (value === null ? '\u2013' : value < 10 ? value.toFixed(1) : whole(value));

/** @param {number} value */
const whole = value => Math.round(value).toLocaleString('en-GB');

/** @param {HTMLElement} list a `dl` */
export function factsView(list) {
  const [published, delivered, connections, topics] = ['Published a second', 'Delivered a second', 'Connections', 'Topics'].map(name => fact(list, name));

  return {
    /** @param {ReturnType<Rates['of']>} told @param {Page} page */
    draw(told, page) {
      published(perSecond(told.published), told.refused ? `${perSecond(told.refused)} refused` : 'none refused');
      delivered(perSecond(told.delivered), told.conflated ? `${perSecond(told.conflated)} conflated` : 'none conflated');
      connections(whole(told.connections), told.transports.map(({transport, value}) => `${value} ${transport}`).join(', '));
      const feeds = new Set(page.topics.map(({topic}) => topic.slice(0, topic.indexOf('.'))));
      topics(whole(page.topics.length) + (page.next ? '+' : ''), `in ${feeds.size} feed${feeds.size === 1 ? '' : 's'}`);
    },
  };
}
