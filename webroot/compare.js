import {badge} from './badge.js';
import {connect} from './client/feedhorn.js';
import {claims} from './compare/claims.js';
import {conditionsView, said} from './compare/conditions-view.js';
import {csv, json, save} from './compare/export.js';
import {factsView} from './compare/facts-view.js';
import {Lab} from './compare/lab.js';
import {Laboratory} from './compare/laboratory.js';
import {lanesView} from './compare/lanes-view.js';
import {palette} from './compare/palette.js';
import {picture} from './compare/picture.js';
import {claimsView, verdictView} from './compare/saying-view.js';
import {read, write as query} from './compare/settings.js';
import {tableView} from './compare/table-view.js';
import {verdict} from './compare/verdict.js';
import {find, mark, write} from './dom.js';

/** @import {Settings} from './compare/settings.js' */
/** @import {Results} from './compare/export.js' */

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
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;
/** @type {Results} */
let results;

const feed = connect(location.origin);
const lab = new Lab(again);
const laboratory = new Laboratory(feed.clock, lab, () => lanes.mark());
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
  /** @type {HTMLFormElement} */ (find('#settings')), find('#conditions-now'), find('#conditions-note'), change);

badge(find('#badge'), feed, {staleAfter: STALE_MS});
begin();

async function begin() {
  await lab.look();
  if (lab.enabled === false && settings.source === 'load') settings = {...settings, source: 'demo'};
  results = take();
  await run();
  // A page that asks for each frame pays for each frame, whether it draws or not.
  setInterval(() => frozen || document.hidden || requestAnimationFrame(draw), DRAW_MS);
}

/** Everything anew, under the conditions that hold now. */
async function run() {
  clearTimeout(retry);
  tell('');
  conditions.show(settings, lab.enabled);
  try {
    const running = laboratory.run(settings);
    freeze(false);
    await running.catch(error => again(error.message));
  } finally {
    lanes.show(laboratory.rows);
    lanes.mark();
  }
}

/** The server has no place for this page, or knows of it no longer. @param {string} why */
function again(why) {
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
  return {clock, error, step, settings, figures, verdict: verdict(on, error, step), claims: claims(on, step)};
}

/** Many updates, few drawings: what is drawn is paid for by what is measured. */
function draw() {
  drawn++;
  if (drawn % FIGURES_EVERY === 0) {
    laboratory.look();
    results = take();
    facts(laboratory, results.figures);
    table.draw(results.figures, results.step);
    sayVerdict(results.verdict);
    sayClaims(results.claims);
  } else if (!calm.matches || drawn % FIGURES_EVERY === 1) {
    const now = feed.clock.now();
    for (const {measure} of laboratory.rows) measure.timeline.move(now);
    lanes.draw(results.figures, results.error, results.step, colours);
  }
}

/** @param {boolean} on */
function freeze(on) {
  frozen = on;
  mark(find('#freeze'), 'aria-pressed', String(on));
  write(find('#freeze'), on ? 'Go on' : 'Freeze');
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
    // Without leave to write to the clipboard the address bar has the same link.
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
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => (colours = palette()));
let hiddenAt = Infinity;
document.addEventListener('visibilitychange', () => {
  if (document.hidden) hiddenAt = performance.now();
  else if (performance.now() - hiddenAt > HIDDEN_MS && !frozen) {
    laboratory.reset();
    write(find('#said'), 'Measured anew: browsers slow down pages that nobody looks at.');
  }
});
