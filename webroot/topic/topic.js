import {denial, isDenied, request, token} from '../shared/access.js';
import {openAlerts} from '../shared/alerts.js';
import {element, find, mark, note, write} from '../shared/dom.js';
import {price, shellWord} from '../shared/format.js';
import {waitedSince} from '../shared/opened.js';
import {openPage} from '../shared/page.js';
import {copyButton, shareButton} from '../shared/share.js';
import {star} from '../shared/star.js';
import {alertsView} from './alerts-view.js';
import {chartOf} from './chart.js';
import {conditionOf, nameOf} from './rules.js';
import {Series, numberOf} from './series.js';
import {summaryView} from './summary-view.js';

/** @import {Update} from '../client/feedhorn.js' */

const STALE_MS = 60_000;
const EMPTY_AFTER_MS = 4_000;
const REFRESH_MS = 500;
const HISTORY_LIMIT = 1_000;
const MAX_CHARACTERS = 200;
const TOPIC = /^[A-Za-z0-9_-]+(\.[^\s.*>,"\\\p{C}]+)+$/u;

const topic = new URLSearchParams(location.search).get('topic') ?? '';
const started = performance.now();
const isTopic = [...topic].length <= MAX_CHARACTERS && TOPIC.test(topic);
const {feed} = openPage({staleAfter: Infinity, onTone: () => queueMicrotask(refresh), reads: isTopic ? topic : 'a topic', command: `--subscribe ${shellWord(isTopic ? topic : 'prices.*')}`});
const series = new Series();
const chart = chartOf(find('#chart'));
const summary = summaryView(topic);
/** @type {Update | null} */
let newest = null;
/** @type {{code?: string, message: string} | null} */
let refused = null;
let drawing = false;
/** @type {import('../shared/alerts.js').Alerts | null} */
let alerts = null;

if (isTopic) open();
else refresh();

function open() {
  write(find('#name'), nameOf(topic, null));
  find('#actions').prepend(star(topic, nameOf(topic, null)));
  shareButton(find('#share'), () => ({title: document.title, url: location.href}));
  const origin = location.origin;
  write(find('#embed code'), `<script type="module"\n  src="${origin}/client/feedhorn-ticker.js"></script>\n<feedhorn-ticker topics="${topic}"></feedhorn-ticker>`);
  Object.assign(find('#ticker'), {getToken: () => token || undefined});
  mark(find('#ticker'), 'topics', topic);
  import('../client/feedhorn-ticker.js');
  copyButton(find('#copy-embed'), () => find('#embed code').textContent ?? '');
  const rules = openAlerts(feed, now => {
    alerts = now;
    view.draw(now);
    draw();
  });
  const view = alertsView(topic, rules);
  feed.subscribe(topic, update => {
    if (update.deleted) {
      newest = null;
      series.forget();
    } else {
      const first = newest === null;
      newest = update;
      series.take(update);
      view.take(update.data);
      if (first) loadHistory();
    }
    draw();
  });
  feed.on('reset', ({why}) => why === 'epoch' && series.forget());
  feed.on('error', error => {
    if (isDenied(error) && error.subscription?.topics.includes(topic)) refused = error;
  });
  setInterval(refresh, REFRESH_MS);
  refresh();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}

async function loadHistory() {
  try {
    const answer = await request(`/v1/topics/${encodeURIComponent(topic)}/history?limit=${HISTORY_LIMIT}`);
    /** @type {{updates: Update[]}} */
    const {updates} = await answer.json();
    series.remember(updates.slice(updates.findLastIndex(update => update.deleted) + 1));
    draw();
  } catch {
    // Without the history, the chart starts with the first live update.
  }
}

/** Draws all changes in the next frame. */
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    refresh();
    if (!newest) {
      summary.clear();
      chart.clear();
      return;
    }
    summary.draw(newest);
    // A value without a number has no chart.
    find('.chart').hidden = !series.xs.length;
    if (series.xs.length) chart.draw(series, names(), levels());
    write(find('#chart-text'), describe());
  });
}

const names = () => (series.kind === 'match' ? [series.now.home, series.now.away] : [series.kind === 'instrument' ? 'Price' : numberOf(series.now)?.field ?? 'Value']);

/** The close of the day before, and the thresholds of the user's alerts. */
function levels() {
  if (series.kind === 'match') return [];
  const base = series.now?.previousClose;
  const own = (alerts?.rules ?? []).filter(({rule, done}) => rule.topic === topic && !done && (rule.when === 'above' || rule.when === 'below'));
  return [...(typeof base === 'number' ? [{value: base, label: 'Day before'}] : []), ...own.map(({rule}) => ({value: rule.value ?? 0, label: conditionOf(rule)}))];
}

/** The chart in words, for those who do not see it. */
function describe() {
  if (!series.xs.length) return '';
  if (series.kind === 'match') return `Goals by minute: ${series.now.home} ${series.now.homeScore}, ${series.now.away} ${series.now.awayScore}.`;
  return `From ${price(series.low)} to ${price(series.high)}.`;
}

/** Dims an outdated value, and explains a missing one. */
function refresh() {
  const {status, why} = feed.state;
  const live = status === 'live';
  mark(find('#main'), 'data-old', newest !== null && (!live || feed.clock.now() - newest.ts > STALE_MS));
  const waited = waitedSince(started) > EMPTY_AFTER_MS;
  const denied = refused ?? (status === 'unauthorized' ? {code: status, message: why} : null);
  const phase = !isTopic ? 'invalid' : newest ? 'full' : denied ? 'denied' : ['closed', 'forbidden'].includes(status) || (waited && !live) ? 'error' : waited ? 'empty' : 'loading';
  const main = find('#main');
  if (newest) write(find('#freshness'), live && !main.hasAttribute('data-old') ? '' : `Last update ${new Date(newest.ts).toLocaleTimeString('en-GB')}`);
  if (main.dataset.phase === phase) return;
  main.dataset.phase = phase;
  const back = element('a', {href: '/'}, 'Go to the dashboard');
  const content = {
    full: () => [],
    loading: () => [element('div', {class: 'ghost-chart'})],
    invalid: () => [note(topic ? 'This is no topic' : 'No topic', topic ? `\u201c${topic}\u201d is not the name of a topic. An address of this page ends like this: ?topic=prices.AAPL` : 'An address of this page ends with the topic, like this: ?topic=prices.AAPL'), back],
    denied: () => [note(denial(denied ?? {message: ''}, `read ${topic}`), !token ? `Reading ${topic} needs a token.` : denied?.message ?? '')],
    error: () => [note('No connection', `${topic} cannot be shown without the server.`)],
    empty: () => [note('Nothing published yet', `The server is connected, but nothing is published on ${topic}. It appears here as soon as it is.`), back],
  }[phase]();
  find('#state').replaceChildren(...content);
}
