import {token} from '../shared/access.js';
import {claims} from './common-claims.js';
import {conditionsView, describe} from './conditions-view.js';
import {csv, json, save} from './export.js';
import {factsView} from './comparison-facts-view.js';
import {timeOf} from './number-format.js';
import {LoadApi} from './load-api.js';
import {Comparison} from './comparison.js';
import {palette} from './palette.js';
import {renderPng} from './png-export.js';
import {rowListView} from './row-list-view.js';
import {claimsView, verdictView} from './common-claims-view.js';
import {formatSettings, parseSettings} from './settings.js';
import {tableView} from './table-view.js';
import {lead, stopped, verdict} from './verdict.js';
import {find, mark, write} from '../shared/dom.js';
import {shellWord} from '../shared/format.js';
import {opened} from '../shared/opened.js';
import {openPage} from '../shared/page.js';

/** @import {Settings} from './settings.js' */
/** @import {Results} from './export.js' */
/** @import {Denial} from './row.js' */

const STALE_MS = 6_000;
const RETRY_MS = 5_000;
const HIDDEN_MS = 1_000;
const DRAW_MS = 250;
/** The figures are drawn every fourth time only, because they must be readable. */
const FIGURES_EVERY = 4;

const calm = matchMedia('(prefers-reduced-motion: reduce)');
let settings = parseSettings(location.search);
let frozen = false;
let colours = palette();
let drawn = 0;
/** True if reading is over for good. */
let denied = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;
/** @type {Results} */
let results;

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: settings.topics, command: `--subscribe ${shellWord(settings.topics)}`});
const loadApi = new LoadApi(retryLater);
const comparison = new Comparison(feed.clock, loadApi, () => rowList.mark(), refused);
const facts = factsView(find('#facts'));
const rowList = rowListView(find('#row-list'), find('#axis'), {
  onSwitch(row, on) {
    const {name, extra} = row.transport;
    const list = extra ? 'on' : 'off';
    const others = settings[list].filter(other => other !== name);
    keep({[list]: on === !!extra ? [...others, name] : others});
    comparison.switch(row, on);
  },
  onInterval(at, ms) {
    const intervals = settings.intervals.slice();
    if (intervals.includes(ms)) return rowList.show(comparison.rows), rowList.mark();
    intervals[at] = ms;
    change({intervals});
  },
});
const table = tableView(find('#figures'), find('#sort'), settings.sort, sort => {
  keep({sort});
  table.draw(results.figures, results.step);
});
const showVerdict = verdictView(find('#verdict'));
const showClaims = claimsView(find('#claims'));
const conditions = conditionsView(
  /** @type {HTMLFormElement} */ (find('#settings')), find('#networks'), find('#conditions-now'), find('#conditions-note'), change);

begin();

async function begin() {
  // Its own connections and its load are for a user who sees the page.
  await opened;
  await loadApi.check();
  if (loadApi.enabled === false && settings.source === 'load') settings = {...settings, source: 'demo'};
  results = take();
  feed.on('state', onState);
  await run();
  // Requesting every frame would cost time even if nothing is drawn.
  setInterval(() => frozen || document.hidden || requestAnimationFrame(draw), DRAW_MS);
}

/** Starts the comparison with the current settings. */
async function run() {
  clearTimeout(retry);
  showTrouble('');
  denied = false;
  notice.clear();
  conditions.show(settings, loadApi.enabled);
  try {
    const running = comparison.run(settings);
    freeze(false);
    await running.catch(error => retryLater(error instanceof TypeError ? 'The server cannot be reached.' : error.message));
  } finally {
    rowList.show(comparison.rows);
    rowList.mark();
  }
}

/** Ends the window when the server is gone, and starts over when it is back, because it may have restarted. */
function onState() {
  const {status, reason} = feed.state;
  if (status === 'live' && comparison.ended !== null && !denied) run();
  else if (['reconnecting', 'closed', 'unauthorized', 'forbidden'].includes(status)) {
    clearTimeout(retry);
    showTrouble('');
    comparison.end(status === 'reconnecting' ? 'the server does not answer' : clause(reason));
    drawAll();
  }
}

/** A sentence as part of another one. @param {string} text */
const clause = text => text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '');

/** @param {string} reason @param {Denial} denial */
function refused(reason, denial) {
  denied = true;
  comparison.end(clause(reason));
  drawAll();
  notice.deny(`read ${settings.topics}`, {code: denial === 'closed' ? denial : token ? 'forbidden' : 'unauthorized', message: reason});
}

/** Shows why the load cannot be started, and retries. @param {string} why */
function retryLater(why) {
  if (feed.state.status !== 'live') return;
  showTrouble(why);
  clearTimeout(retry);
  retry = setTimeout(run, RETRY_MS);
}

/** @param {Partial<Settings>} changed */
function change(changed) {
  keep(changed);
  run();
}

/** Stores settings in the page's address. @param {Partial<Settings>} changed */
function keep(changed) {
  settings = {...settings, ...changed};
  const text = formatSettings(settings);
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}

/** @returns {Results} */
function take() {
  const figures = comparison.figures();
  const {error, step, clock} = comparison;
  const on = figures.filter(({status}) => status !== 'off');
  return {clock, error, step, settings, figures, verdict: conclusions(on, error, step), claims: claims(on, step)};
}

/** @type {typeof verdict} */
function conclusions(on, error, step) {
  return comparison.ended === null ? verdict(on, error, step) : [stopped(comparison)];
}

function drawAll() {
  comparison.checkClock();
  results = take();
  facts(comparison, results.figures);
  table.draw(results.figures, results.step);
  showVerdict(results.verdict);
  showClaims(results.claims);
  mark(find('#main'), 'data-ended', comparison.ended !== null);
  mark(find('#main'), 'data-nothing', comparison.ended !== null && !comparison.rows.length);
  mark(find('#reset'), 'disabled', comparison.ended !== null);
  write(find('#lead'), comparison.ended === null ? lead(results.figures, results.step) : `${stopped(comparison).title}: ${comparison.why}.`);
  write(find('#until'), comparison.ended === null ? 'now' : timeOf(comparison.ended));
}

/** Draws a few times per second, because drawing takes time from the measurement. */
function draw() {
  drawn++;
  if (drawn % FIGURES_EVERY === 0) {
    drawAll();
  } else if (!calm.matches || drawn % FIGURES_EVERY === 1) {
    for (const {measure} of comparison.rows) measure.timeline.move(comparison.now);
    rowList.draw(results.figures, results.error, results.step, colours);
  }
}

/** @param {boolean} on */
function freeze(on) {
  frozen = on;
  mark(find('#freeze'), 'aria-pressed', String(on));
  write(find('#freeze'), on ? 'Continue' : 'Freeze');
}

/** @param {string} text */
function showTrouble(text) {
  write(find('#trouble'), text);
  find('#trouble').hidden = !text;
}

find('#freeze').addEventListener('click', () => freeze(!frozen));
find('#reset').addEventListener('click', () => {
  freeze(false);
  comparison.reset();
});
find('#share').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    write(find('#announcement'), 'The link is copied.');
    write(find('#share'), 'Copied');
  } catch {
    // If the clipboard is not accessible, the address bar has the same link.
    write(find('#share'), 'See the address bar');
  }
  setTimeout(() => write(find('#share'), 'Copy link'), 2_000);
});
find('#export').addEventListener('click', async ({target}) => {
  const form = target instanceof HTMLElement ? target.dataset.form : undefined;
  if (!form) return;
  find('#export').removeAttribute('open');
  const blob = form === 'csv' ? new Blob([csv(results)], {type: 'text/csv'})
    : form === 'json' ? new Blob([json(results)], {type: 'application/json'})
      : await renderPng(comparison.rows, results, describe(settings), colours);
  save(blob, `feedhorn-latency.${form}`);
});
document.addEventListener('click', ({target}) => {
  if (target instanceof Node && !find('#export').contains(target)) find('#export').removeAttribute('open');
});
document.addEventListener('keydown', ({key}) => {
  if (key !== 'Escape' || !find('#export').hasAttribute('open')) return;
  find('#export').removeAttribute('open');
  find('#export summary').focus();
});
addEventListener('pageshow', ({persisted}) => persisted && run());
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', () => (colours = palette()));
let hiddenAt = Infinity;
document.addEventListener('visibilitychange', () => {
  if (document.hidden) hiddenAt = performance.now();
  else if (performance.now() - hiddenAt > HIDDEN_MS && !frozen) {
    comparison.reset();
    write(find('#announcement'), 'The measurement has started over: browsers slow down hidden pages.');
  }
});
