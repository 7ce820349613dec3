import {element, mark, write} from './dom.js';
import {age, signed} from './format.js';

/** @import {Feed, State, Transport} from './client/feedhorn.d.ts' */
/** @typedef {'connecting' | 'live' | 'stale' | 'reconnecting' | 'closed'} Tone */

const LOOK_MS = 250;
/** @type {Record<Transport, string>} */
export const NAMES = {websocket: 'WebSocket', sse: 'SSE', 'long-polling': 'Long polling', polling: 'Polling', sockjs: 'SockJS'};

/**
 * @param {State} state @param {number | null} old milliseconds since the newest update @param {number} staleAfter
 * @returns {{tone: Tone, label: string}}
 */
export function describe({status, transport}, old, staleAfter) {
  if (status === 'live' && transport)
    return old !== null && old > staleAfter
      ? {tone: 'stale', label: 'Stale'}
      : {tone: 'live', label: NAMES[transport]};
  if (status === 'closed') return {tone: 'closed', label: 'Closed'};
  if (status === 'unauthorized') return {tone: 'closed', label: 'Not authorized'};
  if (status === 'connecting') return {tone: 'connecting', label: 'Connecting'};
  return {tone: 'reconnecting', label: 'Reconnecting'};
}

/**
 * @param {HTMLElement} place a `details` element
 * @param {Feed} feed
 * @param {{staleAfter: number, onTone?: (tone: Tone) => void}} options
 */
export function badge(place, feed, {staleAfter, onTone}) {
  let newest = 0;
  let count = 0;
  let rate = 0;
  let counted = performance.now();
  /** @type {Tone | null} */
  let shown = null;
  feed.on('update', update => {
    newest = Math.max(newest, update.ts);
    count++;
  });

  const view = build(place);
  const look = () => {
    const now = performance.now();
    if (now - counted >= 1000) {
      rate = (count * 1000) / (now - counted);
      count = 0;
      counted = now;
    }
    const old = newest ? feed.clock.now() - newest : null;
    const {tone, label} = describe(feed.state, old, staleAfter);
    view.show(feed, tone, label, old, rate);
    if (tone === shown) return;
    shown = tone;
    view.say(tone, label);
    onTone?.(tone);
  };
  feed.on('state', look);
  setInterval(look, LOOK_MS);
  look();
}

/** @param {HTMLElement} place */
function build(place) {
  const label = element('span', {class: 'label'});
  const old = element('span', {class: 'age'});
  // Only a change of state is spoken; the age would never be silent.
  const spoken = element('span', {class: 'visually-hidden', role: 'status'});
  const facts = element('dl');
  /** @param {string} name */
  const fact = name => {
    const value = element('dd');
    facts.append(element('dt', {}, name), value);
    return value;
  };
  const [link, since, why, rate, clock] = ['Transport', 'Since', 'Why', 'Updates', 'Clock offset'].map(fact);
  const summary = element('summary', {}, element('span', {class: 'dot', 'aria-hidden': 'true'}), label, old);
  place.replaceChildren(summary, facts);
  place.after(spoken);
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && place.hasAttribute('open')) {
      place.removeAttribute('open');
      summary.focus();
    }
  });
  document.addEventListener('click', event => {
    if (event.target instanceof Node && !place.contains(event.target)) place.removeAttribute('open');
  });

  return {
    /** @param {Tone} tone @param {string} text */
    say(tone, text) {
      write(spoken, tone === 'live' ? `Connected by ${text}` : text);
    },
    /** @param {Feed} feed @param {Tone} tone @param {string} text @param {number | null} ms @param {number} perSecond */
    show(feed, tone, text, ms, perSecond) {
      const {state, clock: time} = feed;
      mark(place, 'data-tone', tone);
      write(label, text);
      write(old, ms === null ? '' : age(ms));
      mark(old, 'title', ms === null ? null : 'Age of the newest update');
      if (!place.hasAttribute('open')) return;
      write(link, state.transport ? NAMES[state.transport] : 'none');
      write(since, new Date(state.since).toLocaleTimeString('en-GB'));
      write(why, state.why);
      write(rate, `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} a second`);
      write(clock, Number.isFinite(time.error) ? `${signed(time.offset, ' ms')} \u00b1 ${time.error.toFixed(2)}` : 'not measured');
    },
  };
}
