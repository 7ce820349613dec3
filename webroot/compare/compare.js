import {token} from '../shared/access.js';
import {claims} from './common-claims.js';
import {conditionsView, said} from './conditions-view.js';
import {csv, json, save} from './export.js';
import {factsView} from './comparison-facts-view.js';
import {timeOf} from './number-format.js';
import {Lab} from './load-api.js';
import {Laboratory} from './comparison.js';
import {lanesView} from './lanes-view.js';
import {palette} from './palette.js';
import {picture} from './png-export.js';
import {claimsView, verdictView} from './common-claims-view.js';
import {read, write as query} from './settings.js';
import {tableView} from './table-view.js';
import {lead, stopped, verdict} from './verdict.js';
import {find, mark, write} from '../shared/dom.js';
import {openPage} from '../shared/page.js';

/** @import {Settings} from './settings.js' */
/** @import {Results} from './export.js' */

const STALE_MS = 6_000;
const AGAIN_MS = 5_000;
const HIDDEN_MS = 1_000;
const DRAW_MS = 250;
/** Of so many drawings one is of the figures, which nobody can read faster. */
const FIGURES_EVERY = 4;

const calm = matchMedia('(prefers-reduced-motion: reduce)');
let settings = read(location.search);
let frozen = false;
let colours = palette();
let drawn = 0;
/** The server does not let this page read these topics. */
let denied = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;
/** @type {Results} */
let results;

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: settings.topics, command: `--subscribe '${settings.topics}'`});
const lab = new Lab(again);
const laboratory = new Laboratory(feed.clock, lab, () => lanes.mark(), refused);
const facts = factsView(find('#facts'));
const lanes = lanesView(find('#lanes'), find('#axis'), {
  onSwitch(row, on) {
    const {name} = row.transport;
    keep({off: on ? settings.off.filter(other => other !== name) : [...settings.off, name]});
    laboratory.switch(row, on);
  },
  onInterval(at, ms) {
    const intervals = settings.intervals.slice();
    if (intervals.includes(ms)) return lanes.show(laboratory.rows), lanes.mark();
    intervals[at] = ms;
    change({intervals});
  },
});
const table = tableView(find('#figures'), find('#sort'), settings.sort, sort => {
  keep({sort});
  table.draw(results.figures, results.step);
});
const sayVerdict = verdictView(find('#verdict'));
const sayClaims = claimsView(find('#claims'));
const conditions = conditionsView(
  /** @type {HTMLFormElement} */ (find('#settings')), find('#networks'), find('#conditions-now'), find('#conditions-note'), change);

begin();

async function begin() {
  await lab.look();
  if (lab.enabled === false && settings.source === 'load') settings = {...settings, source: 'demo'};
  results = take();
  feed.on('state', follow);
  await run();
  // A page that asks for each frame pays for each frame, whether it draws or not.
  setInterval(() => frozen || document.hidden || requestAnimationFrame(draw), DRAW_MS);
}

/** Starts anew, with the present settings. */
async function run() {
  clearTimeout(retry);
  tell('');
  denied = false;
  notice.clear();
  conditions.show(settings, lab.enabled);
  try {
    const running = laboratory.run(settings);
    freeze(false);
    await running.catch(error => again(error instanceof TypeError ? 'The server cannot be reached.' : error.message));
  } finally {
    lanes.show(laboratory.rows);
    lanes.mark();
  }
}

/** The server is gone: what was measured ends there. It is back: it may be another one, so all starts anew. */
function follow() {
  const {status, why} = feed.state;
  if (status === 'live' && laboratory.ended !== null && !denied) run();
  else if (['reconnecting', 'closed', 'unauthorized', 'forbidden'].includes(status)) {
    clearTimeout(retry);
    tell('');
    laboratory.end(status === 'reconnecting' ? 'the server does not answer' : clause(why));
    drawAll();
  }
}

/** A sentence, to stand within another. @param {string} text */
const clause = text => text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '');

/** @param {string} why */
function refused(why) {
  denied = true;
  laboratory.end(clause(why));
  drawAll();
  notice.tell(`read ${settings.topics}`, {code: token ? 'forbidden' : 'unauthorized', message: why});
}

/** The server has no place for this page, or no longer has its run. @param {string} why */
function again(why) {
  if (feed.state.status !== 'live') return;
  tell(why);
  clearTimeout(retry);
  retry = setTimeout(run, AGAIN_MS);
}

/** @param {Partial<Settings>} changed */
function change(changed) {
  keep(changed);
  run();
}

/** The address of the page is its settings. @param {Partial<Settings>} changed */
function keep(changed) {
  settings = {...settings, ...changed};
  const text = query(settings);
  history.replaceState(null, '', text ? `?${text}` : location.pathname);
}

/** @returns {Results} */
function take() {
  const figures = laboratory.figures();
  const {error, step, clock} = laboratory;
  const on = figures.filter(({status}) => status !== 'off');
  return {clock, error, step, settings, figures, verdict: conclusions(on, error, step), claims: claims(on, step)};
}

/** @type {typeof verdict} */
function conclusions(on, error, step) {
  return laboratory.ended === null ? verdict(on, error, step) : [stopped(laboratory)];
}

function drawAll() {
  laboratory.look();
  results = take();
  facts(laboratory, results.figures);
  table.draw(results.figures, results.step);
  sayVerdict(results.verdict);
  sayClaims(results.claims);
  mark(find('#main'), 'data-ended', laboratory.ended !== null);
  mark(find('#main'), 'data-nothing', laboratory.ended !== null && !laboratory.rows.length);
  mark(find('#reset'), 'disabled', laboratory.ended !== null);
  write(find('#lead'), laboratory.ended === null ? lead(results.figures, results.step) : `${stopped(laboratory).title}: ${laboratory.why}.`);
  write(find('#until'), laboratory.ended === null ? 'now' : timeOf(laboratory.ended));
}

/** Many updates, few drawings: drawing takes time from what is measured. */
function draw() {
  drawn++;
  if (drawn % FIGURES_EVERY === 0) {
    drawAll();
  } else if (!calm.matches || drawn % FIGURES_EVERY === 1) {
    for (const {measure} of laboratory.rows) measure.timeline.move(laboratory.now);
    lanes.draw(results.figures, results.error, results.step, colours);
  }
}

/** @param {boolean} on */
function freeze(on) {
  frozen = on;
  mark(find('#freeze'), 'aria-pressed', String(on));
  write(find('#freeze'), on ? 'Continue' : 'Freeze');
}

/** @param {string} text */
function tell(text) {
  write(find('#trouble'), text);
  find('#trouble').hidden = !text;
}

find('#freeze').addEventListener('click', () => freeze(!frozen));
find('#reset').addEventListener('click', () => {
  freeze(false);
  laboratory.reset();
});
find('#share').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    write(find('#said'), 'The link is copied.');
    write(find('#share'), 'Copied');
  } catch {
    // Where the clipboard may not be written to, the address bar has the same link.
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
      : await picture(laboratory.rows, results, said(settings), colours);
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
    laboratory.reset();
    write(find('#said'), 'The measurement has started over: browsers slow down hidden pages.');
  }
});
