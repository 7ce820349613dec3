export type Transport = 'websocket' | 'sse' | 'long-polling' | 'polling' | 'sockjs';

export interface ConnectOptions {
  /**
   * A JWT, or a function that gives one. It is asked at first, some time before the JWT's `exp`, and once
   * when the server refuses the one it gave.
   */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** What to try, best first. All but `sockjs` where it is left out. */
  transports?: Transport[];
  /** Where there is no global WebSocket (Node 20), for example that of `ws`. */
  WebSocket?: any;
  /** In place of the one that the server has, which pages load when `sockjs` is tried. */
  SockJS?: any;
  fetch?: typeof fetch;
  /**
   * `'exact'`: in `data`, an integer that a number cannot hold exactly is a `bigint`. Integers are those that are
   * written without a fraction and an exponent.
   */
  numbers?: 'exact';
  /** Closes the feed and everything subscribed with it. */
  signal?: AbortSignal;
}

export interface SubscribeOptions {
  /**
   * Updates per second and topic, at most. What another subscription takes of the same topics comes here, too.
   */
  maxRate?: number;
  /** `true`: the newest of each topic is enough. `false`: every update, even while nobody looks at the page. */
  conflate?: boolean;
  /**
   * In place of the snapshots: a cursor to go on from, or `'earliest'` for all that history holds.
   */
  since?: string;
  /** `false`: only what comes from now on. */
  snapshot?: boolean;
  signal?: AbortSignal;
}

export interface Update<T = any> {
  type: 'update';
  topic: string;
  /** Position in the feed. */
  offset: number;
  /** Number within the topic. */
  seq: number;
  /** When the server accepted it: Unix time in milliseconds. */
  ts: number;
  data: T;
  /** The JSON text of `data`, exactly as the server sent it. */
  raw: string;
  /** Milliseconds from the server's acceptance to its arrival here, by the server's clock. */
  age: number;
  /** Updates of this topic between the one before and this one that were not handed to us. */
  skipped: number;
}

export interface Subscription<T = any> extends AsyncIterable<Update<T>> {
  readonly topics: string[];
  /**
   * Where to resume, on any transport; empty until known. In a listener and in a loop it is that of the update in
   * hand, so whoever keeps it after each update misses nothing, and gets nothing twice.
   */
  readonly cursor: string;
  readonly closed: boolean;
  close(): void;
}

export interface Receipt {
  topic: string;
  offset: number;
  seq: number;
  cursor: string;
  ts: number;
}

export interface State {
  /**
   * `unauthorized`: the server wants another token, and the function for it gave none that is good. Nothing more is
   * tried. `forbidden`: the server does not allow the origin of this page. Nothing more is tried until `reconnect()`.
   */
  status: 'connecting' | 'live' | 'reconnecting' | 'closed' | 'unauthorized' | 'forbidden';
  /** The one in use; null while there is none. */
  transport: Transport | null;
  /** The one that is being tried: to have one at all, or beside the one in use because it is better. */
  trying: Transport | null;
  /** Unix time in milliseconds at which this began. */
  since: number;
  why: string;
  /** The code of the error that `why` tells of: the server's own where it gave one; undefined while it is live. */
  code?: string;
}

/** Updates that were asked for, neither thinned out by `maxRate` or `conflate` nor by a hidden page, and did not come. */
export interface Gap {
  topic: string;
  /** First and last `seq` that were not delivered. */
  from: number;
  to: number;
  subscription: Subscription;
}

export interface Reset {
  /** Null where it can be any of the feeds that the cursor names. */
  feed: string | null;
  cursor: string;
  /** `epoch`: the log began anew. `history`: it no longer reaches back, and snapshots stand in. */
  why: 'epoch' | 'history';
}

export interface Events {
  state: State;
  update: Update;
  reset: Reset;
  hole: Gap;
  error: Error & {code?: string; status?: number; subscription?: Subscription};
}

/** By four timestamps; the sample with the least round trip of the last two minutes counts. */
export interface Clock {
  /** Milliseconds that the server's clock is ahead of ours. */
  readonly offset: number;
  /** The offset is right within this; Infinity until measured. */
  readonly error: number;
  readonly rtt: number;
  /** The server's time now. */
  now(): number;
}

export interface Feed {
  readonly state: State;
  readonly clock: Clock;
  subscribe<T = any>(topics: string | string[], callback: (update: Update<T>) => void, options?: SubscribeOptions): Subscription<T>;
  subscribe<T = any>(topics: string | string[], options?: SubscribeOptions): Subscription<T>;
  /** With a `key`, a repeat within ten minutes publishes nothing and gets the first receipt. */
  publish(topic: string, data: unknown, options?: {key?: string}): Promise<Receipt>;
  on<K extends keyof Events>(event: K, listener: (value: Events[K]) => void): () => void;
  /** Tries again now: after `forbidden`, or in place of waiting. */
  reconnect(): void;
  close(): void;
}

export class FeedError extends Error {
  constructor(code: string, message: string, status?: number);
  code: string;
  status?: number;
}

export function connect(url: string, options?: ConnectOptions): Feed;

/** @deprecated The former name of `Gap`. */
export type Hole = Gap;
