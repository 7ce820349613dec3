import {element, find, note, write} from './dom.js';

/** @import {Feed, Subscription, Update} from './client/feedhorn.d.ts' */

const KEPT = 100;
const DRAW_MS = 200;

/** One topic's updates, newest first: its history, then each one as it comes. @param {Feed} feed @param {HTMLElement} place */
export function topicView(feed, place) {
  const list = find('#updates');
  const state = /** @type {HTMLElement} */ (place.querySelector('.state'));
  /** @type {Subscription | null} */
  let subscription = null;
  /** @type {Update[]} */
  let fresh = [];
  let shown = '';

  /** A busy topic is drawn in strokes, not update by update. */
  setInterval(() => {
    if (!fresh.length) return;
    state.replaceChildren();
    list.prepend(...fresh.slice(-KEPT).reverse().map(entry));
    fresh = [];
    while (list.children.length > KEPT) list.lastChild?.remove();
  }, DRAW_MS);

  return {
    /** @param {string} topic */
    async show(topic) {
      subscription?.close();
      fresh = [];
      shown = topic;
      list.replaceChildren();
      state.replaceChildren();
      write(find('#topic-title'), topic);
      write(find('#topic-summary'), 'newest first');
      const answer = await fetch(`/v1/topics/${topic}/history?limit=${KEPT}`);
      const read = await answer.json();
      if (shown !== topic) return;
      if (!answer.ok) {
        state.replaceChildren(note('No history', read.detail));
        return;
      }
      fresh = read.updates;
      subscription = feed.subscribe(topic, update => fresh.push(update), {since: read.cursor});
    },
  };
}

/** @param {Update} update */
function entry({offset, seq, ts, data}) {
  const when = new Date(ts);
  const time = element('time', {datetime: when.toISOString()},
    `${when.toLocaleTimeString('en-GB')}.${String(when.getMilliseconds()).padStart(3, '0')}`);
  return element('li', {},
    element('div', {class: 'where'}, element('span', {}, `seq ${seq}`), element('span', {}, `offset ${offset}`), time),
    element('code', {}, JSON.stringify(data)));
}
