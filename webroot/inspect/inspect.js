import {denial, isDenied, token} from '../shared/access.js';
import {find, mark} from '../shared/dom.js';
import {adminView} from './admin-view.js';
import {KINDS} from './lists.js';
import {Rates, metrics, topics} from './metrics-client.js';
import {factsView} from './server-facts-view.js';
import {openPage} from '../shared/page.js';
import {topicActions} from './topic-actions.js';
import {topicView} from './topic-view.js';
import {topicsView} from './topics-view.js';
import {format, parse} from './view-link.js';

/** @import {View} from './view-link.js' */

const REFRESH_MS = 2_000;
const STALE_MS = 30_000;
const TITLE = document.title;

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: '/metrics', command: '--admin'});
const facts = factsView(find('#facts'));
const actions = topicActions(find('#publish'));
const topic = topicView(feed, find('.topic'));
const list = topicsView(find('.topics'), {
  chosen: name => go({view: 'topics', values: {...view.values, topic: name}}, false),
  changed: values => go({view: 'topics', values: {...view.values, ...values}}, true),
});
const admin = adminView({go, denied: (act, problem) => notice.deny(act, problem), now: () => feed.clock.now()});
const rates = new Rates();
/** @type {View} */
let view = {view: '', values: {}};
let requests = 0;
/** True if the server denied /metrics, which is not requested again. */
let denied = false;
/** True if the server denied the list of topics. */
let isListRefused = false;

/** Changes the link of the page, and shows its view. @param {View} next @param {boolean} replace true if the previous link is not kept in the history */
function go(next, replace) {
  const hash = format(next);
  if (hash === location.hash) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', hash);
  show();
}

/** Shows the view of the link. Another fragment, like that of the link to the content, changes nothing. */
function show() {
  const next = parse(location.hash) ?? (view.view ? view : parse(''));
  if (!next || (view.view && format(next) === format(view))) return;
  const moved = next.view !== view.view;
  const topicBefore = view.values.topic;
  view = next;
  const isTopics = view.view === 'topics';
  mark(find('#main'), 'data-view', view.view);
  document.title = isTopics ? TITLE : `${KINDS[view.view].title} · ${TITLE}`;
  for (const link of document.querySelectorAll('#views a')) mark(link, 'aria-current', link.getAttribute('href') === `#${view.view}` ? 'true' : null);
  find('.topics').hidden = find('.topic').hidden = !isTopics;
  find('#list').hidden = find('#detail').hidden = isTopics;
  if (isTopics) {
    admin.leave();
    list.open(view.values);
    if (view.values.topic && view.values.topic !== topicBefore) actions.show(view.values.topic);
    topic.show(view.values.topic ?? '', moved);
  } else {
    topic.show('', false);
    admin.open(view);
  }
  refresh();
}

/** Requests and shows the current figures. Answers to outdated requests are dropped. */
async function refresh() {
  const request = ++requests;
  const isTopics = view.view === 'topics';
  if (isTopics && isListRefused) return;
  const filter = list.filter;
  try {
    const [page, figures] = await Promise.all([isTopics ? topics(filter) : null, denied ? null : metrics().catch(onMetricsError)]);
    if (request !== requests) return;
    mark(find('#main'), 'data-old', null);
    facts.draw(figures && rates.update(figures), page, !filter.match && !filter.part);
    if (page) list.draw(page, rates.updateTopics(page.topics), feed.clock.now());
  } catch (problem) {
    if (request !== requests) return;
    if (isDenied(problem)) return refuse(problem);
    rates.forget();
    mark(find('#main'), 'data-old', true);
    facts.setUnknown('no answer');
    list.setUnknown(problem instanceof TypeError ? 'the server cannot be reached' : /** @type {Error} */ (problem).message);
  }
}

/** Stops refreshing the topics, because the same token would be denied again. @param {any} problem */
function refuse(problem) {
  isListRefused = true;
  notice.deny('list topics', problem);
  facts.setUnknown('not known');
  list.refuse(denial(problem, 'list topics'), token ? problem.message : 'Listing topics needs a token.');
}

/** @param {any} problem */
function onMetricsError(problem) {
  if (!isDenied(problem)) throw problem;
  denied = true;
  notice.deny('read /metrics', problem);
  return null;
}

function refreshAll() {
  if (document.hidden) return;
  refresh();
  admin.refresh();
}

setInterval(refreshAll, REFRESH_MS);
document.addEventListener('visibilitychange', refreshAll);
addEventListener('popstate', show);
addEventListener('hashchange', show);
feed.on('state', ({status}) => status === 'reconnecting' && refresh());
show();
