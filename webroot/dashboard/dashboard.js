import {request, denial, isDenied, token} from '../shared/access.js';
import {find, mark, note, write} from '../shared/dom.js';
import {date, replay} from '../shared/format.js';
import {matchesView} from './matches-view.js';
import {Matches} from './matches.js';
import {waitedSince} from '../shared/opened.js';
import {openPage} from '../shared/page.js';
import {pricesView} from './prices-view.js';
import {Prices} from './prices.js';
import {isMatch, isPrice, isTable} from './shapes.js';
import {standingsView} from './standings-view.js';
import {watchView} from './watch-view.js';

/** @import {Update} from '../client/feedhorn.js' */
/** @typedef {{node: HTMLElement, what: string, pattern: string, shows: () => boolean}} Place */

const PRICE_OLD_MS = 6_000;
const SCORE_OLD_MS = 60_000;
const STALE_MS = 6_000;
const GOAL_MAX_AGE_MS = 10_000;
const EMPTY_AFTER_MS = 4_000;
const END_AFTER_MS = 30_000;
const REFRESH_MS = 500;
const HISTORY_LIMIT = 100;

const PRICES = 'prices.*';
const SCORES = 'scores.>';

const {feed} = openPage({staleAfter: STALE_MS, onTone: () => queueMicrotask(refresh), reads: `${PRICES} and ${SCORES}`, command: `--subscribe '${PRICES},${SCORES}'`});
/** The prices whose history is loaded, or is being loaded. @type {Set<string>} */
const loaded = new Set();
const prices = new Prices();
const matches = new Matches();
const priceRows = pricesView({index: find('#prices .index tbody'), stocks: find('#prices .stocks tbody'), days: find('#prices .days tbody')}, loadPrices);
const matchCards = matchesView(find('#matches ul'));
const tables = standingsView(find('#standings .tables'));
/** The newest updates of watched topics that no table of this page shows. @type {Map<string, {data: any, raw: string, ts: number}>} */
const others = new Map();
/** @type {Map<string, {close: () => void}>} */
const subscriptions = new Map();
const watch = watchView({prices, matches, others, onTopics: subscribeOthers, onPrice: loadPrices});
/** @type {Place[]} */
const places = [
  {node: find('#prices'), what: 'prices', pattern: PRICES, shows: () => prices.all.size > 0},
  {node: find('#matches'), what: 'matches', pattern: SCORES, shows: () => matches.fixtures.size > 0},
  {node: find('#standings'), what: 'standings', pattern: SCORES, shows: () => matches.standings.size > 0},
];
const started = performance.now();
/** @type {import('./matches.js').Fixture[]} */
let goals = [];
/** @type {Map<string, {code?: string, message: string}>} patterns that this page may not read */
const denied = new Map();
/** Topics whose newest values the server has not sent since their log started over. @type {Set<string>} */
const unsent = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let ending;
let drawing = false;
/** True if matches or tables have changed since they were last drawn. */
let scored = true;
let newest = 0;

feed.subscribe(PRICES, update => {
  if (update.deleted) end(update.topic);
  else if (isShown(update, isPrice)) prices.take(update);
  draw();
});

feed.subscribe(SCORES, update => {
  if (update.deleted) end(update.topic);
  else if (update.topic.startsWith('scores.table.')) {
    if (isShown(update, isTable)) matches.rank(update);
  } else if (isShown(update, isMatch)) {
    const {first, scored: goal} = matches.take(update);
    if (first) loadHistory(update.topic, isMatch, updates => {
      matches.remember(update.topic, updates);
      scored = true;
    });
    else if (goal && update.age < GOAL_MAX_AGE_MS) goals.push(goal);
  }
  scored = true;
  draw();
});

feed.on('update', ({topic, ts}) => {
  newest = Math.max(newest, ts);
  unsent.delete(topic);
});
feed.on('reset', ({feed: name, reason}) => {
  if (reason !== 'epoch') return;
  prices.forget();
  for (const topic of [...prices.all.keys(), ...matches.fixtures.keys(), ...matches.standings.keys(), ...others.keys()])
    if (topic.startsWith(`${name}.`)) unsent.add(topic);
  endUnsentLater();
});
feed.on('error', error => {
  if (isDenied(error)) for (const topic of error.subscription?.topics ?? []) denied.set(topic, error);
});
setInterval(refresh, REFRESH_MS);
watch.arrange();
refresh();
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', () => {
  priceRows.redraw();
  watch.redraw();
});

/** Ends the topics that the server does not have any more. Those of a source may be published again some time after the restart. */
function endUnsentLater() {
  clearTimeout(ending);
  ending = setTimeout(() => {
    if (feed.state.status !== 'live') return endUnsentLater();
    unsent.forEach(end);
    unsent.clear();
    draw();
  }, END_AFTER_MS);
}

/** Removes what is shown of a topic that has ended. @param {string} topic */
function end(topic) {
  prices.end(topic);
  priceRows.remove(topic);
  loaded.delete(topic);
  matches.end(topic);
  matchCards.remove(topic);
  tables.remove(topic);
  others.delete(topic);
  scored = true;
}

/** Tells if a table can show an update; the watch list shows it otherwise. @param {Update} update @param {(data: unknown) => boolean} canShow */
function isShown(update, canShow) {
  const can = canShow(update.data);
  if (can) others.delete(update.topic);
  else others.set(update.topic, update);
  return can;
}

/** Subscribes to the watched topics that no table of this page shows. @param {string[]} topics */
function subscribeOthers(topics) {
  const wanted = new Set(topics.filter(topic => !/^(prices\.[^.]+|scores\..+)$/.test(topic)));
  for (const [topic, subscription] of subscriptions) {
    if (wanted.has(topic)) continue;
    subscription.close();
    subscriptions.delete(topic);
    others.delete(topic);
  }
  for (const topic of wanted) {
    if (subscriptions.has(topic)) continue;
    subscriptions.set(topic, feed.subscribe(topic, update => {
      if (update.deleted) end(topic);
      else others.set(topic, update);
      draw();
    }));
  }
}

/** Loads the history of a price that is shown, once. @param {string} topic */
function loadPrices(topic) {
  if (loaded.has(topic)) return;
  loaded.add(topic);
  loadHistory(topic, isPrice, updates => prices.remember(topic, updates));
}

/** Loads the values of a topic that can be shown. @param {string} topic @param {(data: unknown) => boolean} canShow @param {(updates: Update[]) => void} then */
async function loadHistory(topic, canShow, then) {
  try {
    const answer = await request(`/v1/topics/${encodeURIComponent(topic)}/history?limit=${HISTORY_LIMIT}`);
    /** @type {{updates: Update[]}} */
    const {updates} = await answer.json();
    then(updates.slice(updates.findLastIndex(update => update.deleted) + 1).filter(({data}) => canShow(data)));
    draw();
  } catch {
    // Without the history, the line starts with the first live update.
  }
}

/** Draws all changes in the next frame. */
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const isLeft = priceRows.draw(prices);
    watch.draw();
    if (scored) drawScores();
    summarize();
    goals.forEach(showGoal);
    goals = [];
    if (isLeft) draw();
  });
}

function drawScores() {
  scored = false;
  matchCards.draw(matches.changed);
  if (matches.changed.size) for (const standing of matches.standings.values()) matches.moved.add(standing);
  tables.draw(matches.moved, matches.playing(), matches.current());
  matches.changed.clear();
  matches.moved.clear();
}

/** @param {import('./matches.js').Fixture} fixture */
function showGoal(fixture) {
  const {now: {home, away, homeScore, awayScore}, scored} = fixture;
  matchCards.celebrate(fixture);
  if (scored) write(find('#goals'), `Goal, minute ${scored.minute}: ${home} ${homeScore}, ${away} ${awayScore}`);
}

/** Updates the summaries. Called in the frame that draws the rows, so that both agree. */
function summarize() {
  const {up, down} = prices.count;
  write(find('#prices-summary'), up + down ? `${up} up, ${down} down` : '');
  const {day} = prices;
  write(find('#prices-day'), day ? replay(day) : '');
  write(find('#headline'), day?.headline ?? '');
  const running = matches.playing().size / 2;
  const {common} = matches;
  const league = common ? `${common.division}, ${date(common.date)} \u00b7 ` : '';
  mark(find('#matches'), 'data-common', !!common);
  write(find('#matches-summary'), matches.fixtures.size ? league + (running ? `${running} in play` : 'none in play') : '');
}

/** Dims outdated values, and explains empty sections. */
function refresh() {
  const now = feed.clock.now();
  const disconnected = feed.state.status !== 'live' || now - newest > STALE_MS;
  priceRows.dim(prices, ts => disconnected || now - ts > PRICE_OLD_MS);
  matchCards.dim(matches, ts => disconnected || now - ts > SCORE_OLD_MS);
  tables.dim(matches, () => disconnected);
  watch.dim(ts => disconnected || now - ts > SCORE_OLD_MS);
  priceRows.drawLines();
  watch.drawLines();
  for (const place of places) showPhase(place);
}

/** @param {Place} place */
function showPhase({node, what, pattern, shows}) {
  const state = find(`#${node.id} .state`);
  const waited = waitedSince(started) > EMPTY_AFTER_MS;
  const {status, why} = feed.state;
  const refused = denied.get(pattern) ?? (status === 'unauthorized' ? {code: status, message: why} : null);
  const phase = shows() ? 'full' : refused ? 'denied' : ['closed', 'forbidden'].includes(status) || (waited && status !== 'live') ? 'error' : waited ? 'empty' : 'loading';
  if (node.dataset.phase === phase) return;
  node.dataset.phase = phase;
  if (phase === 'full') state.replaceChildren();
  else if (phase === 'denied') state.replaceChildren(denialNote(refused ?? {message: ''}, pattern));
  else if (phase === 'error') state.replaceChildren(note('No connection', `There are no ${what} to show without the server.`));
  else if (phase === 'empty') state.replaceChildren(note(`No ${what} yet`, `The server is connected, but nothing is published on ${pattern}. The demo feeds may be off.`));
  else state.replaceChildren(...Array.from({length: 6}, () => Object.assign(document.createElement('div'), {className: 'ghost'})));
}

/** @param {{code?: string, message: string}} error @param {string} pattern */
const denialNote = (error, pattern) =>
  note(denial(error, `read ${pattern}`), !token ? `Reading ${pattern} needs a token.` : error.code === 'forbidden' ? 'Its permissions do not cover this feed.' : error.message);
