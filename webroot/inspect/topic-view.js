import {request} from '../shared/access.js';
import {calm, element, find, note, write} from '../shared/dom.js';
import {compact, historyOf} from '../shared/exact.js';

/** @import {Feed, Subscription, Update} from '../client/feedhorn.js' */

const MAX_UPDATES = 100;
const DRAW_MS = 200;

/** Shows the updates of one topic, newest first: its history, then live updates. @param {Feed} feed @param {HTMLElement} place */
export function topicView(feed, place) {
  const list = find('#updates');
  const state = /** @type {HTMLElement} */ (place.querySelector('.state'));
  /** @type {Subscription | null} */
  let subscription = null;
  /** @type {Update[]} */
  let fresh = [];
  let shown = '';

  // A busy topic is drawn a few times per second, not for each update.
  setInterval(() => {
    if (!fresh.length) return;
    state.replaceChildren();
    list.prepend(...fresh.slice(-MAX_UPDATES).reverse().map(entry));
    fresh = [];
    while (list.children.length > MAX_UPDATES) list.lastChild?.remove();
  }, DRAW_MS);

  return {
    /**
     * Shows a topic; nothing for an empty name.
     * @param {string} topic @param {boolean} first true if the page has just opened: it does not scroll
     */
    async show(topic, first) {
      if (topic === shown) return;
      subscription?.close();
      subscription = null;
      fresh = [];
      shown = topic;
      list.replaceChildren();
      write(find('#topic-title'), topic || 'Updates');
      write(find('#topic-summary'), topic && 'newest first');
      if (!topic) return state.replaceChildren(note('No topic selected', 'Select a topic to see its history and each new update.'));
      state.replaceChildren();
      if (!first) bringIntoView(place);
      try {
        const read = historyOf(await (await request(`/v1/topics/${encodeURIComponent(topic)}/history?limit=${MAX_UPDATES}`)).text());
        if (shown === topic) subscribe(topic, read);
      } catch (problem) {
        if (shown === topic) state.replaceChildren(note('No history', problem instanceof TypeError
          ? 'The server cannot be reached. Select the topic again when it is back.' : /** @type {Error} */ (problem).message));
      }
    },
  };

  /** @param {string} topic @param {{updates: Update[], cursor: string}} read */
  function subscribe(topic, read) {
    fresh = read.updates;
    subscription = feed.subscribe(topic, update => fresh.push(update), {since: read.cursor});
  }
}

/** Scrolls to the updates, which are below the list on a phone. @param {HTMLElement} place */
function bringIntoView(place) {
  const {top} = place.getBoundingClientRect();
  if (top >= 0 && top < innerHeight / 2) return;
  place.scrollIntoView({block: 'start', behavior: calm.matches ? 'auto' : 'smooth'});
  find('#topic-title').focus({preventScroll: true});
}

/** @param {Update} update */
function entry({offset, seq, ts, raw, deleted}) {
  const when = new Date(ts);
  const time = element('time', {datetime: when.toISOString()},
    `${when.toLocaleTimeString('en-GB')}.${String(when.getMilliseconds()).padStart(3, '0')}`);
  return element('li', {},
    element('div', {class: 'where'}, element('span', {}, `seq ${seq}`), element('span', {}, `offset ${offset}`), time),
    deleted ? element('em', {}, 'The topic was deleted') : element('code', {}, compact(raw)));
}
