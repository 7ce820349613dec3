import {connect} from './feedhorn.js';

/**
 * The element `<feedhorn-ticker topics="prices.*">`: the newest values of topics in one row, on any page. Loading this module
 * registers it. It is served as it is, so it is one file without other imports than the client.
 */

/** @import {Feed, Update} from '../feedhorn.js' */
/** @typedef {{topic: string, node: HTMLElement, name: Element, value: Element, change: Element, data: any, raw: string, before: number, shown: string, ts: number}} Item */

const MAX_ITEMS = 500;
const STALE_MS = 60_000;
const EMPTY_AFTER_MS = 4_000;
const CHECK_MS = 1_000;
const MINUS = '\u2212';
/** The digits that a number has if nothing else is wanted. */
const DIGITS = 6;
/** Below it, a number is written with an exponent. */
const TINY = 1e-9;
const ORDER = new Intl.Collator('en', {numeric: true});

const STYLE = `
:host { display: block; font: var(--feedhorn-ticker-font, 14px/1.4 system-ui, sans-serif); font-variant-numeric: tabular-nums;
  --_text: var(--feedhorn-ticker-text, light-dark(#14181d, #e9ecf0)); --_muted: var(--feedhorn-ticker-muted, light-dark(#5a6370, #98a2af));
  --_surface: var(--feedhorn-ticker-surface, light-dark(#fff, #12151a)); --_line: var(--feedhorn-ticker-line, light-dark(#e2e5e9, #242a32));
  --_up: var(--feedhorn-ticker-up, light-dark(#08744a, #45cf95)); --_down: var(--feedhorn-ticker-down, light-dark(#bf2734, #ff7b82)); }
:host([hidden]), [hidden] { display: none !important; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
.box { display: flex; align-items: stretch; border: 1px solid var(--_line); border-radius: var(--feedhorn-ticker-radius, 8px); background: var(--_surface); color: var(--_text); }
ul { display: flex; flex: 1; min-inline-size: 0; margin: 0; padding: 0; overflow-x: auto; overscroll-behavior-x: contain; scrollbar-width: thin; list-style: none; }
li { flex: none; border-inline-start: 1px solid var(--_line); }
li:first-child { border-inline-start: 0; }
li > * { display: flex; gap: 8px; padding: 9px 14px; color: inherit; text-decoration: none; white-space: nowrap; }
a:hover .name { text-decoration: underline; }
:focus-visible { outline: 2px solid light-dark(#1f5fd6, #7aa7ff); outline-offset: -2px; border-radius: 6px; }
.name { color: var(--_muted); }
.value { font-weight: 600; }
.change { color: var(--_muted); }
[data-direction="up"] .change { color: var(--_up); }
[data-direction="down"] .change { color: var(--_down); }
ul[data-old] { color: var(--_muted); }
ul[data-old] { --_up: var(--_muted); --_down: var(--_muted); }
.status { padding: 9px 14px; color: var(--_muted); }
.status:empty { display: none; }
@media (forced-colors: active) { .box, li { border-color: CanvasText; } }
`;

const Base = globalThis.HTMLElement ?? class {};
/** The document, with what the types of the DOM do not have yet. @type {Document & {prerendering?: boolean}} */
const page = globalThis.document;
/** The time at which the user opened the page, if the browser has loaded it before (prerendering): the client connects then. */
let openedAt = 0;
page?.addEventListener('prerenderingchange', () => (openedAt = performance.now()));
/** The server of this module if a server of Feedhorn has sent it, else that of the page. */
const home = () => (/\/client\/feedhorn-ticker\.js$/.test(new URL(import.meta.url).pathname) ? new URL('..', import.meta.url).href : location.origin);

/** @param {any} value @returns {number | null} */
const numberOf = value => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** The names of the members that lead to the shown value: a named field, else the price, or the first number. @param {any} data @param {string | null} field @returns {string[]} */
function pathOf(data, field) {
  if (data === null || typeof data !== 'object') return [];
  if (field) return field.split('.');
  return data.price != null ? ['price'] : [Object.keys(data).find(name => typeof data[name] === 'number') ?? ''];
}

/** @param {any} data @param {string[]} path */
const valueOf = (data, path) => path.reduce((value, name) => value?.[name], data);

/** The JSON text of a number that JavaScript would round, from that of the data. @param {string} raw @param {string[]} path @returns {string} */
const digitsOf = (raw, path) => valueOf(JSON.parse(raw.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, token => (token[0] === '"' ? token : `"${token}"`))), path);

/** @param {any} data */
const isMatch = data => numberOf(data?.homeScore) !== null && numberOf(data?.awayScore) !== null && typeof data.home === 'string' && typeof data.away === 'string';

/** @param {any} value @param {string | null} digits */
function textOf(value, digits) {
  const number = numberOf(value);
  if (number === null) return value === undefined || value === null || typeof value === 'object' ? '\u2013' : [...String(value)].slice(0, 40).join('');
  return digits === null ? shortOf(number) : number.toFixed(Math.min(10, Math.max(0, Number(digits) || 0)));
}

/** A number with two decimals, or as many as its first six digits need; a whole number without. @param {number} number */
function shortOf(number) {
  const size = Math.abs(number);
  if (Number.isInteger(number) || size < TINY) return String(number);
  return number.toFixed(Math.max(2, DIGITS - 1 - Math.floor(Math.log10(size)))).replace(/(\.\d{2,}?)0+$/, '$1');
}

/** @param {string} tag @param {string} kind */
function part(tag, kind) {
  const node = document.createElement(tag);
  node.className = kind;
  node.setAttribute('part', kind);
  return node;
}

/** @param {Node} node @param {string} text */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The class of `<feedhorn-ticker>`. */
export class FeedhornTicker extends Base {
  static get observedAttributes() {
    return ['topics', 'server', 'token', 'field', 'digits', 'link', 'max', 'label'];
  }

  #root = this.attachShadow({mode: 'open'});
  #list = part('ul', 'list');
  #status = part('span', 'status');
  /** @type {Map<string, Item>} */
  #items = new Map();
  /** @type {Set<Item>} changed since they were last drawn */
  #changed = new Set();
  /** @type {Feed | null} */
  #feed = null;
  /** @type {(() => string | undefined | Promise<string | undefined>) | null} */
  #getToken = null;
  /** The topics in the order in which they are shown. @type {string[]} */
  #places = [];
  #problem = '';
  #opened = 0;
  #timer = 0;
  #restarting = false;
  #drawing = false;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    const box = part('div', 'box');
    this.#list.setAttribute('tabindex', '0');
    this.#status.setAttribute('role', 'status');
    box.append(this.#list, this.#status);
    this.#root.append(box);
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'getToken')) {
      const {getToken} = this;
      delete (/** @type {any} */ (this).getToken);
      this.getToken = getToken;
    }
    this.#restart();
  }

  disconnectedCallback() {
    this.#restart();
  }

  attributeChangedCallback() {
    this.#restart();
  }

  /** A function that returns a token, or a promise of one. */
  get getToken() {
    return this.#getToken;
  }

  set getToken(getToken) {
    this.#getToken = getToken;
    this.#restart();
  }

  /** The topics that are shown, with their newest values. */
  get values() {
    return Object.fromEntries([...this.#items.values()].map(({topic, data}) => [topic, data]));
  }

  /** Starts over once for all changes of one task. */
  #restart() {
    if (this.#restarting) return;
    this.#restarting = true;
    queueMicrotask(() => {
      this.#restarting = false;
      this.#close();
      if (this.isConnected) this.#open();
    });
  }

  #close() {
    this.#feed?.close();
    this.#feed = null;
    clearInterval(this.#timer);
    this.#items.clear();
    this.#places = [];
    this.#changed.clear();
    this.#list.replaceChildren();
  }

  #open() {
    const topics = (this.getAttribute('topics') ?? '').split(/[\s,]+/).filter(Boolean);
    this.#list.setAttribute('aria-label', this.getAttribute('label') ?? `Live values of ${topics.join(', ')}`);
    const server = this.getAttribute('server') ?? home();
    this.#problem = !topics.length ? 'The attribute topics is missing.' : URL.canParse(server, location.href) ? '' : `The attribute server is not an address: ${server}`;
    this.#opened = performance.now();
    if (!this.#problem) {
      const token = this.#getToken ?? this.getAttribute('token') ?? undefined;
      const feed = connect(server, token ? {token} : {});
      this.#feed = feed;
      feed.subscribe(topics, update => this.#take(update), {conflate: true});
      feed.on('error', error => {
        this.#problem = error.message;
        this.#check();
        this.dispatchEvent(new CustomEvent('feedhorn-error', {detail: error}));
      });
      // The snapshots follow: what is not among them is gone.
      feed.on('reset', ({feed: name}) => {
        for (const topic of this.#items.keys()) if (topic.startsWith(`${name}.`)) this.#remove(topic);
      });
      feed.on('state', () => this.#check());
    }
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
    this.#check();
  }

  /** @param {Update} update */
  #take({topic, data, raw, deleted, ts}) {
    const known = this.#items.get(topic);
    if (deleted) return this.#remove(topic);
    if (!known && this.#items.size >= Math.min(MAX_ITEMS, Number(this.getAttribute('max')) || MAX_ITEMS)) return;
    const item = known ?? this.#item(topic);
    item.data = data;
    item.raw = raw;
    item.ts = ts;
    this.#changed.add(item);
    this.#problem = '';
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => this.#draw());
  }

  /** @param {string} topic */
  #remove(topic) {
    this.#items.get(topic)?.node.remove();
    this.#items.delete(topic);
    this.#places = this.#places.filter(one => one !== topic);
  }

  /** @param {string} topic @returns {Item} */
  #item(topic) {
    const node = part('li', 'item');
    const link = this.getAttribute('link');
    const inner = part(link ? 'a' : 'span', 'entry');
    const href = link?.replaceAll('{topic}', encodeURIComponent(topic));
    if (href && URL.canParse(href, location.href) && /^https?:$/.test(new URL(href, location.href).protocol)) inner.setAttribute('href', href);
    const [name, value, change] = [part('span', 'name'), part('span', 'value'), part('span', 'change')];
    inner.append(name, value, change);
    node.append(inner);
    const item = {topic, node, name, value, change, data: null, raw: '', before: NaN, shown: '', ts: 0};
    this.#items.set(topic, item);
    this.#places.push(topic);
    this.#places.sort(ORDER.compare);
    this.#list.insertBefore(node, this.#items.get(this.#places[this.#places.indexOf(topic) + 1] ?? '')?.node ?? null);
    return item;
  }

  /** Draws what has changed, once in a frame. */
  #draw() {
    this.#drawing = false;
    const field = this.getAttribute('field');
    const digits = this.getAttribute('digits');
    for (const item of this.#changed) drawItem(item, field, digits);
    this.#changed.clear();
    this.#check();
  }

  /** Says why there is nothing, or that what is shown is old. */
  #check() {
    const state = this.#feed?.state;
    const live = state?.status === 'live';
    const newest = Math.max(0, ...[...this.#items.values()].map(({ts}) => ts));
    const old = this.#items.size > 0 && (!live || (this.#feed?.clock.now() ?? 0) - newest > STALE_MS);
    this.#list.toggleAttribute('data-old', old);
    const waited = !page.prerendering && performance.now() - Math.max(this.#opened, openedAt) > EMPTY_AFTER_MS;
    const reason = !this.#feed || this.#problem ? this.#problem : live ? (this.#items.size ? (old ? 'No update for a minute' : '') : waited ? 'Nothing published yet' : 'Connecting') : waited || this.#items.size ? `Offline${state?.why ? `: ${state.why}` : ''}` : 'Connecting';
    write(this.#status, reason);
    this.#list.hidden = !this.#items.size;
  }
}

/** @param {Item} item @param {string | null} field @param {string | null} digits */
function drawItem(item, field, digits) {
  const {topic, data, raw, node} = item;
  if (!field && isMatch(data)) {
    write(item.name, `${data.home} \u2013 ${data.away}`);
    write(item.value, `${data.homeScore} \u2013 ${data.awayScore}`);
    write(item.change, data.phase === 'full-time' ? 'full time' : numberOf(data.minute) === null ? '' : `${data.minute}\u2032`);
    return;
  }
  const path = pathOf(data, field);
  const value = valueOf(data, path);
  const number = numberOf(value);
  write(item.name, typeof data?.name === 'string' ? data.name : topic.slice(topic.indexOf('.') + 1));
  write(item.value, typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER ? digitsOf(raw, path) : textOf(value, digits));
  const base = numberOf(data?.previousClose) ?? numberOf(data?.open);
  const percent = number === null || !base ? null : (100 * (number - base)) / base;
  const direction = percent === null ? (number === null || Number.isNaN(item.before) ? 0 : Math.sign(number - item.before)) : Math.sign(percent);
  write(item.change, percent === null ? '' : `${percent < 0 ? MINUS : '+'}${Math.abs(percent).toFixed(2)}%`);
  const text = direction > 0 ? 'up' : direction < 0 ? 'down' : 'flat';
  if (item.shown !== text) node.setAttribute('data-direction', (item.shown = text));
  if (number !== null) item.before = number;
}

if (globalThis.customElements && !customElements.get('feedhorn-ticker')) customElements.define('feedhorn-ticker', FeedhornTicker);
