import {denial, isDenied, token} from '../shared/access.js';
import {find, mark} from '../shared/dom.js';
import {Rates, metrics, topics} from './metrics-client.js';
import {factsView} from './server-facts-view.js';
import {openPage} from '../shared/page.js';
import {topicView} from './topic-view.js';
import {topicsView} from './topics-view.js';

const REFRESH_MS = 2_000;
const STALE_MS = 30_000;

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: '/metrics', command: '--admin'});
const facts = factsView(find('#facts'));
const topic = topicView(feed, find('.topic'));
const list = topicsView(find('.topics'), {chosen: name => topic.show(name), filtered: refresh});
const rates = new Rates();
let requests = 0;
/** True if the server denied /metrics, which is not requested again. */
let denied = false;

/** Requests and shows the current figures. Answers to outdated requests are dropped. */
async function refresh() {
  const request = ++requests;
  const filter = list.filter;
  try {
    const [page, figures] = await Promise.all([topics(filter), denied ? null : metrics().catch(onMetricsError)]);
    if (request !== requests) return;
    mark(find('#main'), 'data-old', null);
    facts.draw(figures && rates.update(figures), page, !filter.match && !filter.part);
    list.draw(page, rates.updateTopics(page.topics), feed.clock.now());
  } catch (problem) {
    if (request !== requests) return;
    if (isDenied(problem)) return refuse(problem);
    rates.forget();
    mark(find('#main'), 'data-old', true);
    facts.setUnknown('no answer');
    list.setUnknown(problem instanceof TypeError ? 'the server cannot be reached' : /** @type {Error} */ (problem).message);
  }
}

/** Stops refreshing, because the same token would be denied again. @param {any} problem */
function refuse(problem) {
  clearInterval(timer);
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

const timer = setInterval(() => document.hidden || refresh(), REFRESH_MS);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
feed.on('state', ({status}) => status === 'reconnecting' && refresh());
refresh();
