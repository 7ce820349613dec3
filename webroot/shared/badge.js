import {token} from './access.js';
import {element, mark, write} from './dom.js';
import {age, signed} from './format.js';

/** @import {Feed, State, Transport} from '../client/feedhorn.js' */
/** @typedef {'connecting' | 'live' | 'stale' | 'reconnecting' | 'closed'} Tone */

const REFRESH_MS = 250;
/** @type {Record<Transport, string>} */
export const NAMES = {websocket: 'WebSocket', sse: 'SSE', 'long-polling': 'Long polling', polling: 'Polling', sockjs: 'SockJS'};

/**
 * The badge's tone and label for a state.
 * @param {State} state @param {number | null} old milliseconds since the newest update @param {number} staleAfter
 * @returns {{tone: Tone, label: string}}
 */
export function describe({status, transport}, old, staleAfter) {
  if (status === 'live' && transport)
    return old !== null && old > staleAfter
      ? {tone: 'stale', label: 'Stale'}
      : {tone: 'live', label: NAMES[transport]};
  if (status === 'closed') return {tone: 'closed', label: 'Disconnected'};
  if (status === 'unauthorized') return {tone: 'closed', label: token ? 'Token refused' : 'Not signed in'};
  if (status === 'forbidden') return {tone: 'closed', label: 'Origin not allowed'};
  if (status === 'connecting') return {tone: 'connecting', label: 'Connecting'};
  return {tone: 'reconnecting', label: 'Reconnecting'};
}

/**
 * Shows the connection's state and the age of the newest update.
 * @param {HTMLElement} place a `details` element
 * @param {HTMLElement} spoken a live region that announces changes of state, but not the age
 * @param {Feed} feed
 * @param {{staleAfter: number, onTone?: (tone: Tone) => void, onToken: () => void}} options
 */
export function badge(place, spoken, feed, {staleAfter, onTone, onToken}) {
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

  const view = build(place, onToken);
  const refresh = () => {
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
    write(spoken, SPOKEN[tone](label));
    onTone?.(tone);
  };
  feed.on('state', refresh);
  setInterval(refresh, REFRESH_MS);
  refresh();
}

/** @type {Record<Tone, (label: string) => string>} */
const SPOKEN = {
  connecting: () => 'Connecting',
  live: label => `Connected by ${label}`,
  stale: () => 'Connected, but no new updates arrive',
  reconnecting: () => 'The connection is lost. The page reconnects by itself.',
  closed: label => label,
};

/** @param {HTMLElement} place @param {() => void} onToken */
function build(place, onToken) {
  const label = element('span', {class: 'label'});
  const old = element('span', {class: 'age'});
  const facts = element('dl');
  /** @param {string} name */
  const fact = name => {
    const value = element('dd');
    facts.append(element('dt', {}, name), value);
    return value;
  };
  const [link, since, reason, rate, clock] = ['Transport', 'Since', 'Reason', 'Updates', 'Clock offset'].map(fact);
  const summary = element('summary', {}, element('span', {class: 'dot', 'aria-hidden': 'true'}), label, old);
  const sign = element('button', {type: 'button', class: 'plain'}, token ? 'Change the token' : 'Sign in with a token');
  sign.addEventListener('click', () => {
    place.removeAttribute('open');
    onToken();
  });
  place.replaceChildren(summary, element('div', {class: 'more'}, facts, sign));
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
      write(reason, state.reason);
      write(rate, state.status === 'live' ? `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} a second` : '\u2013');
      write(clock, Number.isFinite(time.error) ? `${signed(time.offset, ' ms')} \u00b1 ${time.error.toFixed(2)}` : 'not measured');
    },
  };
}
