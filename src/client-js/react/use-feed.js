import {useMemo, useSyncExternalStore} from 'react';
import {newFeedStore, NOTHING} from './feed-store.js';

/** @import {Feed} from '../feedhorn.js' */
/** @import {UseFeedOptions} from './use-feed.js' */

/**
 * @param {Feed | null | undefined} feed a server that renders has none
 * @param {string | string[]} topics
 * @param {UseFeedOptions} [options]
 */
export function useFeed(feed, topics, options = {}) {
  // A component passes new arrays and objects at each render.
  const request = JSON.stringify([topics, options]);
  const store = useMemo(() => newFeedStore(feed, ...JSON.parse(request)), [feed, request]);
  return useSyncExternalStore(store.subscribe, store.view, () => NOTHING);
}
