import {denial, isDenied, token} from '../shared/access.js';
import {find, mark} from '../shared/dom.js';
import {Rates, metrics, topics} from './metrics-client.js';
import {factsView} from './server-facts-view.js';
import {openPage} from '../shared/page.js';
import {topicView} from './topic-view.js';
import {topicsView} from './topics-view.js';

const LOOK_MS = 2_000;
const STALE_MS = 30_000;

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: '/metrics', command: '--admin'});
const facts = factsView(find('#facts'));
const topic = topicView(feed, find('.topic'));
const list = topicsView(find('.topics'), {chosen: name => topic.show(name), asked: look});
const rates = new Rates();
let asking = 0;
/** This token, or none, may not read /metrics: asking again changes nothing. */
let denied = false;

/** Shows what the server holds now; an answer that comes after a newer question is dropped. */
async function look() {
  const question = ++asking;
  const filter = list.filter;
  try {
    const [page, figures] = await Promise.all([topics(filter), denied ? null : metrics().catch(withhold)]);
    if (question !== asking) return;
    mark(find('#main'), 'data-old', null);
    facts.draw(figures && rates.of(figures), page, !filter.match && !filter.part);
    list.draw(page, rates.ofTopics(page.topics), feed.clock.now());
  } catch (problem) {
    if (question !== asking) return;
    if (isDenied(problem)) return refuse(problem);
    rates.forget();
    mark(find('#main'), 'data-old', true);
    facts.lose('no answer');
    list.lose(problem instanceof TypeError ? 'the server cannot be reached' : /** @type {Error} */ (problem).message);
  }
}

/** Asking again with the same token changes nothing. @param {any} problem */
function refuse(problem) {
  clearInterval(timer);
  notice.tell('list topics', problem);
  facts.lose('not known');
  list.refuse(denial(problem, 'list topics'), token ? problem.message : 'Listing topics needs a token.');
}

/** @param {any} problem */
function withhold(problem) {
  if (!isDenied(problem)) throw problem;
  denied = true;
  notice.tell('read /metrics', problem);
  return null;
}

const timer = setInterval(() => document.hidden || look(), LOOK_MS);
document.addEventListener('visibilitychange', () => document.hidden || look());
feed.on('state', ({status}) => status === 'reconnecting' && look());
look();
