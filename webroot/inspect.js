import {badge} from './badge.js';
import {connect} from './client/feedhorn.js';
import {find} from './dom.js';
import {Rates, metrics, topics} from './figures.js';
import {factsView} from './facts-view.js';
import {topicView} from './topic-view.js';
import {topicsView} from './topics-view.js';

const LOOK_MS = 2_000;
const STALE_MS = 30_000;

const feed = connect(location.origin);
const facts = factsView(find('#facts'));
const topic = topicView(feed, find('.topic'));
const list = topicsView(find('.topics'), {chosen: name => topic.show(name), asked: look});
const rates = new Rates();
let asking = 0;

badge(find('#badge'), feed, {staleAfter: STALE_MS});

/** What came after a newer question was asked is not shown. */
async function look() {
  const question = ++asking;
  const match = list.match;
  if (match === null) return;
  try {
    const [page, figures] = await Promise.all([topics(match), metrics()]);
    if (question !== asking) return;
    facts.draw(rates.of(figures), page);
    list.draw(page, rates.ofTopics(page.topics), feed.clock.now());
  } catch (problem) {
    // Without a network there is nothing new to say: the badge says that.
    if (question === asking && !(problem instanceof TypeError)) list.refused(String(problem));
  }
}

look();
setInterval(() => document.hidden || look(), LOOK_MS);
document.addEventListener('visibilitychange', () => document.hidden || look());
