import {denial, isDenied, token} from '../shared/access.js';
import {find} from '../shared/dom.js';
import {closeConnection, connection, list, reader} from './admin-client.js';
import {DETAILS} from './details.js';
import {detailView} from './detail-view.js';
import {listView} from './list-view.js';
import {KINDS} from './lists.js';

/** @import {Item} from './admin-client.js' */
/** @import {Denial} from '../shared/notice.js' */
/** @import {View} from './view-link.js' */

const NOTHING = /** @type {Record<string, string>} */ ({
  connections: 'Select a connection to see its subscriptions, or to close it.',
  feeds: 'Select a feed to see its settings.',
  readers: 'Select a reader to see its unread updates.',
  sources: 'Select a source to see its last error.',
  cluster: 'Select a node to see the feeds that it owns.',
});

/**
 * The views of the admin API: a list and the details of the selected row.
 * @param {{go: (view: View, replace: boolean) => void, denied: (act: string, problem: Denial) => void, now: () => number}} page
 *   `go`: changes the link of the page
 */
export function adminView({go, denied, now}) {
  /** @type {View} */
  let current = {view: '', values: {}};
  let requests = 0;
  /** True if the server denied this view, which is not requested again. */
  let isRefused = false;
  /** The connection that was closed here, which is not requested again. */
  let closed = '';
  const rows = listView(find('#list'), {
    changed: values => go({view: current.view, values: {...values, key: ''}}, true),
    chosen: key => go({view: current.view, values: {...current.values, key}}, false),
  });
  const detail = detailView(find('#detail'), {closes: close});

  /** @param {string} id @param {string} code */
  async function close(id, code) {
    try {
      const {text} = await closeConnection(id, code);
      closed = id;
      setTimeout(refresh);
      return `Closed with ${code}: ${text}.`;
    } catch (problem) {
      return problem instanceof TypeError ? 'The server cannot be reached.' : /** @type {Error} */ (problem).message;
    }
  }

  /** Requests the list and the selected row. Answers to outdated requests are dropped. */
  async function refresh() {
    const {view, values} = current;
    if (!view || isRefused) return;
    const request = ++requests;
    const kind = KINDS[view];
    const key = values.key ?? '';
    try {
      const found = await list(view, {...values, order: values.order || (kind.order ?? '')});
      const selected = key && key !== closed ? await item(view, key, found.items) : null;
      if (request !== requests) return;
      rows.draw(found, key, now());
      find('#detail').hidden = !found.items.length && !key;
      if (key) showSelected(view, selected);
    } catch (problem) {
      if (request === requests) fail(/** @type {any} */ (problem), kind.act);
    }
  }

  /** @param {string} view @param {Item | null} selected */
  function showSelected(view, selected) {
    if (selected) detail.draw(DETAILS[view](selected));
    else detail.gone(`This ${KINDS[view].one} is not here`, view === 'connections'
      ? 'It has closed, or is on another node.' : 'It is not on this page of the list any more.');
  }

  /** @param {Denial & {status?: number}} problem @param {string} act */
  function fail(problem, act) {
    if (isDenied(problem)) {
      isRefused = true;
      if (token || problem.code === 'unauthorized') denied(act, problem);
      rows.refuse(token || problem.code === 'unauthorized' ? denial(problem, act) : 'Operators only', problem.message);
    } else if (problem.status === 400) rows.problem(problem.message);
    else rows.setUnknown(problem instanceof TypeError ? 'the server cannot be reached' : problem.message);
  }

  return {
    refresh,
    /** @param {View} next */
    open(next) {
      if (next.view !== current.view) isRefused = false;
      current = next;
      const key = next.values.key ?? '';
      find('#detail').hidden = false;
      rows.open(next.view, KINDS[next.view], next.values);
      detail.reset();
      if (key) detail.open(key, next.view === 'connections' ? `Connection ${key.slice(0, 8)}` : key, next.view === 'connections');
      else detail.empty('Nothing selected', NOTHING[next.view]);
      refresh();
    },
    /** Stops refreshing, because another view is shown. */
    leave() {
      current = {view: '', values: {}};
      requests++;
    },
  };
}

/** The selected row, with what the list leaves out; null if it is gone. @param {string} view @param {string} key @param {Item[]} items @returns {Promise<Item | null>} */
async function item(view, key, items) {
  const listed = items.find(each => KINDS[view].key(each) === key) ?? null;
  try {
    if (view === 'connections') return await connection(key);
    if (view === 'readers' && listed) return {...listed, unreadTopics: (await reader(key)).unread};
  } catch (problem) {
    if (/** @type {any} */ (problem).status === 404) return null;
    throw problem;
  }
  return listed;
}
