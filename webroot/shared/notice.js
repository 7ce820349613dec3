import {denial, signIn, token} from './access.js';
import {NAMES} from './badge.js';
import {element, write} from './dom.js';
import {waitedSince} from './opened.js';

/** @import {Feed} from '../client/feedhorn.js' */
/** @typedef {{code?: string, message: string}} Denial */

/** Shorter interruptions are not shown, because the panel moves the page. */
const LOST_AFTER_MS = 1_000;
const REFRESH_MS = 250;

/**
 * The panel above the page's content. It shows that the connection is lost or which permission is missing, and has a form for a token.
 * @param {HTMLElement} place @param {Feed} feed
 * @param {{reads: string, command: string}} page what the page reads; the options of the command that creates a token
 */
export function noticeOf(place, feed, {reads, command}) {
  /** @type {Map<string, Denial>} by denied action */
  const denials = new Map();
  const view = build(place, command);
  let wanted = false;
  let opened = false;
  /** The time since which it is away, by a clock that is never set back. */
  let awaySince = 0;
  let before = '';

  const refresh = () => {
    const {status, since, reason} = feed.state;
    if (status === 'live' || status !== before) awaySince = performance.now();
    before = status;
    opened ||= status === 'live';
    const away = waitedSince(awaySince) > LOST_AFTER_MS;
    if (status === 'unauthorized') view.show(denial({code: 'unauthorized', message: reason}, `read ${reads}`), token ? sentence(reason) : `Reading ${reads} needs a token.`, 'token');
    else if (status === 'forbidden') view.show('This page may not use the server', sentence(reason), 'again');
    else if (status === 'closed') view.show('Disconnected', sentence(reason), 'again');
    else if (away && opened) view.show('The connection is lost', `This page shows the state of ${clock(since)} and reconnects by itself. Reason: ${sentence(reason)}`);
    else if (away) view.show('The server cannot be reached', `This page keeps trying. Reason: ${sentence(reason)}`);
    else if (denials.size) view.show(...denied());
    else if (wanted) view.show(token ? 'Signed in' : 'Sign in', token ? 'This tab uses a token.' : 'A server with keys asks for a token.', 'token');
    else view.hide();
  };

  /** @returns {[title: string, text: string, offer: 'token' | 'again']} */
  const denied = () => {
    const [[, error]] = denials;
    const acts = list([...denials.keys()]);
    if (error.code === 'closed') return ['Disconnected', sentence(error.message), 'again'];
    const title = denial(error, acts);
    if (error.code !== 'forbidden') return [title, token ? sentence(error.message) : `A token is needed to ${acts}.`, 'token'];
    return [title, token ? 'Its permissions do not cover that.' : '', 'token'];
  };

  feed.on('state', refresh);
  feed.on('error', error => error.subscription && ['unauthorized', 'forbidden'].includes(error.code ?? '')
    && deny(`read ${error.subscription.topics.join(' and ')}`, error));
  setInterval(refresh, REFRESH_MS);

  /** @param {string} act like `read prices.*` @param {Denial} error */
  function deny(act, error) {
    denials.set(act, error);
    refresh();
  }

  return {
    deny,
    /** Removes all denials. */
    clear() {
      denials.clear();
      refresh();
    },
    /** Shows the token form, or hides it if no denial needs it. */
    toggle() {
      wanted = !wanted;
      refresh();
      if (wanted) view.focus();
    },
  };
}

/** @param {string} text */
const sentence = text => {
  const [name, reason] = text.split(/: (.*)/s);
  const named = name in NAMES ? `${NAMES[/** @type {keyof typeof NAMES} */ (name)]}: ${reason}` : text;
  return named && named[0].toUpperCase() + named.slice(1) + (/[.!?]$/.test(named) ? '' : '.');
};

/** @param {number} ts */
const clock = ts => new Date(ts).toLocaleTimeString('en-GB');

/** @param {string[]} acts starting with a verb; actions with the same verb are joined */
function list(acts) {
  /** @type {Map<string, string[]>} */
  const byVerb = new Map();
  for (const act of acts) {
    const at = act.indexOf(' ');
    byVerb.set(act.slice(0, at), [...byVerb.get(act.slice(0, at)) ?? [], act.slice(at + 1)]);
  }
  return [...byVerb].map(([verb, whats]) => `${verb} ${whats.join(' and ')}`).join(', or ');
}

/** @param {HTMLElement} place @param {string} command */
function build(place, command) {
  const title = element('p', {id: 'notice-title'});
  const text = element('p', {id: 'notice-text'});
  const input = element('input', {id: 'token', type: 'password', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'token-help'});
  const help = element('p', {id: 'token-help'}, 'To make one for a test: ', element('code', {}, `java -jar feedhorn.jar token ${command}`), '. It is kept for this tab only.');
  const out = element('button', {type: 'button', class: 'plain'}, 'Sign out');
  const again = element('button', {type: 'button', class: 'plain'}, 'Try again');
  const form = element('form', {class: 'token', autocomplete: 'off'},
    element('label', {for: 'token'}, token ? 'Another token' : 'Token'),
    element('div', {class: 'field'}, input, element('button', {type: 'submit', class: 'primary'}, 'Sign in'), out),
    help);
  place.replaceChildren(element('div', {class: 'panel'}, element('div', {}, title, text), again, form));
  out.hidden = !token;
  form.addEventListener('submit', event => {
    event.preventDefault();
    if (!input.value.trim()) input.focus();
    else if (!signIn(input.value)) write(help, 'Not signed in: this browser stores nothing for this page, where the token would be kept for this tab. Its settings for cookies and data of sites can permit it.');
  });
  out.addEventListener('click', () => signIn(''));
  again.addEventListener('click', () => location.reload());

  return {
    /** @param {string} head @param {string} more @param {'token' | 'again'} [offer] the action to offer */
    show(head, more, offer) {
      write(title, head);
      write(text, more);
      form.hidden = offer !== 'token';
      again.hidden = offer !== 'again';
      place.hidden = false;
    },
    hide() {
      place.hidden = true;
    },
    focus: () => input.focus(),
  };
}
