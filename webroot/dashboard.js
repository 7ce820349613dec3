import {badge} from './badge.js';
import {connect} from './client/feedhorn.js';
import {find, note, write} from './dom.js';
import {matchesView} from './matches-view.js';
import {Matches} from './matches.js';
import {pricesView} from './prices-view.js';
import {Prices} from './prices.js';
import {standingsView} from './standings-view.js';

/** @import {Update} from './client/feedhorn.d.ts' */
/** @typedef {{node: HTMLElement, what: string, shows: () => boolean}} Place */

const PRICE_OLD_MS = 6_000;
const SCORE_OLD_MS = 60_000;
const STALE_MS = 6_000;
const GOAL_NEWS_MS = 10_000;
const PATIENCE_MS = 4_000;
const LOOK_MS = 500;
const HISTORY = 100;

const feed = connect(location.origin);
const prices = new Prices();
const matches = new Matches();
const priceRows = pricesView(find('#prices tbody'));
const matchCards = matchesView(find('#matches ul'));
const tables = standingsView(find('#standings .tables'));
/** @type {Place[]} */
const places = [
  {node: find('#prices'), what: 'prices', shows: () => prices.all.size > 0},
  {node: find('#matches'), what: 'matches', shows: () => matches.fixtures.size > 0},
  {node: find('#standings'), what: 'standings', shows: () => matches.standings.size > 0},
];
const started = Date.now();
/** @type {import('./matches.js').Fixture[]} */
let goals = [];
let drawing = false;
let newest = 0;

feed.subscribe('prices.*', update => {
  if (prices.take(update)) remember(update.topic, updates => prices.remember(update.topic, updates));
  draw();
});

feed.subscribe('scores.>', update => {
  if (update.topic.startsWith('scores.table.')) matches.rank(update);
  else {
    const {first, scored} = matches.take(update);
    if (first) remember(update.topic, updates => matches.remember(update.topic, updates));
    else if (scored && update.age < GOAL_NEWS_MS) goals.push(scored);
  }
  draw();
});

feed.on('update', ({ts}) => (newest = Math.max(newest, ts)));
feed.on('reset', ({why}) => why === 'epoch' && prices.forget());
badge(find('#badge'), feed, {staleAfter: STALE_MS, onTone: look});
setInterval(look, LOOK_MS);
look();
addEventListener('resize', () => {
  for (const instrument of prices.all.values()) prices.changed.add(instrument);
  draw();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('resize')));

/** What a topic was before this page came. @param {string} topic @param {(updates: Update[]) => void} then */
async function remember(topic, then) {
  try {
    const answer = await fetch(`/v1/topics/${topic}/history?limit=${HISTORY}`);
    if (!answer.ok) return;
    then((await answer.json()).updates);
    draw();
  } catch {
    // The past is an ornament: without it the line begins now.
  }
}

/** Many updates, one frame. */
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    priceRows.draw(prices.changed);
    matchCards.draw(matches.changed);
    if (matches.changed.size) for (const standing of matches.standings.values()) matches.moved.add(standing);
    tables.draw(matches.moved, matches.playing());
    goals.forEach(cheer);
    goals = [];
    prices.changed.clear();
    matches.changed.clear();
    matches.moved.clear();
  });
}

/** @param {import('./matches.js').Fixture} fixture */
function cheer(fixture) {
  const {now: {home, away, homeScore, awayScore}, scored} = fixture;
  matchCards.celebrate(fixture);
  if (scored) write(find('#goals'), `Goal, minute ${scored.minute}: ${home} ${homeScore}, ${away} ${awayScore}`);
}

/** How old is what the page shows, and is there anything to show? */
function look() {
  const now = feed.clock.now();
  const gone = feed.state.status !== 'live' || now - newest > STALE_MS;
  priceRows.dim(prices, ts => gone || now - ts > PRICE_OLD_MS);
  matchCards.dim(matches, ts => gone || now - ts > SCORE_OLD_MS);
  tables.dim(matches, () => gone);
  for (const place of places) explain(place);
  const {size} = prices.all;
  const up = [...prices.all.values()].filter(({change}) => change > 0).length;
  const down = [...prices.all.values()].filter(({change}) => change < 0).length;
  write(find('#prices-summary'), size ? `${up} up, ${down} down since open` : '');
  const running = matches.playing().size / 2;
  write(find('#matches-summary'), matches.fixtures.size ? (running ? `${running} in play` : 'None in play') : '');
}

/** @param {Place} place */
function explain({node, what, shows}) {
  const state = find(`#${node.id} .state`);
  const waited = Date.now() - started > PATIENCE_MS;
  const {status} = feed.state;
  const phase = shows() ? 'full' : ['closed', 'unauthorized'].includes(status) || (waited && status !== 'live') ? 'error' : waited ? 'empty' : 'loading';
  if (node.dataset.phase === phase) return;
  node.dataset.phase = phase;
  if (phase === 'full') state.replaceChildren();
  else if (phase === 'error') state.replaceChildren(note('The server is not answering', 'This page keeps trying and fills itself as soon as there is an answer.'));
  else if (phase === 'empty') state.replaceChildren(note(`No ${what} yet`, 'The connection is fine; nothing was published so far. The demo feeds may be switched off.'));
  else state.replaceChildren(...Array.from({length: 6}, () => Object.assign(document.createElement('div'), {className: 'ghost'})));
}
