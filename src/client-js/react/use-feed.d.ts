import type {Feed, State, SubscribeOptions, Update} from '../feedhorn.js';

export interface UseFeedOptions extends Omit<SubscribeOptions, 'signal'> {
  /** How many of the newest updates `updates` has. Default: 100. */
  keep?: number;
}

export interface FeedView<T = any> {
  /** The newest update of each topic, by topic. */
  readonly latest: Readonly<Record<string, Update<T>>>;
  /** The newest updates of all topics, in order. */
  readonly updates: readonly Update<T>[];
  readonly state: State;
}

/**
 * Subscribes while the component is mounted, and renders it at most once for each frame.
 *
 * @param feed the client of the page, from `connect`; null on a server that renders, where the view is empty
 */
export function useFeed<T = any>(feed: Feed | null | undefined, topics: string | string[], options?: UseFeedOptions): FeedView<T>;
