export type Transport = 'websocket' | 'sse' | 'long-polling' | 'polling' | 'sockjs';

export interface ConnectOptions {
  /**
   * A JWT, or a function that returns one. The function is called for the first request, some time before the JWT's
   * `exp`, and once after the server has rejected a token.
   */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** The transports to try, in order of preference. Default: all but `sockjs`. */
  transports?: Transport[];
  /** A WebSocket class for environments without a global one (Node 20), for example that of `ws`. */
  WebSocket?: any;
  /** A SockJS class. Default: pages load the server's copy when `sockjs` is tried. */
  SockJS?: any;
  fetch?: typeof fetch;
  /**
   * `'exact'`: in `data`, an integer that a number cannot represent exactly is a `bigint`. An integer is a number
   * without a fraction and an exponent in the JSON text.
   */
  numbers?: 'exact';
  /**
   * `true`: all tabs of this origin that use the same server, token, transports and `numbers` share one connection. Without
   * SharedWorker and Web Locks, the client has a connection of its own.
   */
  share?: boolean;
  /** Closes the feed and its subscriptions. */
  signal?: AbortSignal;
}

export interface SubscribeOptions {
  /**
   * The maximum updates per second and topic. If another subscription of the same topics allows more, this one gets
   * them, too.
   */
  maxRate?: number;
  /** `true`: only the newest update of each topic matters. `false`: every update, even while the page is hidden. */
  conflate?: boolean;
  /**
   * A cursor to resume from, or `'earliest'` for the whole history, instead of snapshots.
   */
  since?: string;
  /**
   * The name of a reader: without `since`, the subscription starts where the reader has acknowledged, or with the whole
   * history.
   */
  reader?: string;
  /** `false`: only new updates. */
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
  /** The published value; undefined in a deletion. */
  data: T;
  /** The JSON text of `data`, exactly as the server sent it; undefined in a deletion. */
  raw: string;
  /** True in the deletion of a topic: the topic has ended, until something is published on it again. */
  deleted?: true;
  /** The trace context of the publish (W3C Trace Context), on feeds with the setting `trace`. */
  traceparent?: string;
  /** Milliseconds from `ts` to the arrival here, by the server's clock. */
  age: number;
  /** The number of updates of this topic since the previous one that were not delivered. */
  skipped: number;
}

export interface Subscription<T = any> extends AsyncIterable<Update<T>> {
  readonly topics: string[];
  /**
   * The position to resume from, on any transport; empty until known. In a callback and in a loop it is that of the
   * current update: resuming from it neither skips nor repeats updates.
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

export interface ReaderState {
  reader: string;
  /** `'earliest'` before the first acknowledgement. */
  cursor: string;
  /** The positions after the cursor that are acknowledged one by one; missing if there are none. */
  read?: string[];
  /** The number of unread updates of each topic. */
  unread: Record<string, number>;
  /** True if further topics are not counted. */
  more?: boolean;
  /** The patterns with which the reader has subscribed. */
  topics: string[];
  /** True if the reader survives a restart of the server. */
  durable: boolean;
}

export interface State {
  /**
   * `unauthorized`: the server rejected the token, and there is no other one. This is final. `forbidden`: the server
   * does not allow the origin of this page. The client retries only after `reconnect()`.
   */
  status: 'connecting' | 'live' | 'reconnecting' | 'closed' | 'unauthorized' | 'forbidden';
  /** The transport in use; null without a connection. */
  transport: Transport | null;
  /** The transport of the current attempt, which may be a better one than the one in use. */
  trying: Transport | null;
  /** Unix time in milliseconds of the last change of `status` or `transport`. */
  since: number;
  /** The reason for the last change, and for each better transport why it is not in use. */
  reason: string;
  /** @deprecated The former name of `reason`. */
  why: string;
  /** The code of the error in `reason`, the server's if it sent one; undefined while live. */
  code?: string;
}

/** Missing updates that were requested, that is, not skipped because of `maxRate`, `conflate` or a hidden page. */
export interface Gap {
  topic: string;
  /** The first and last `seq` that were not delivered. */
  from: number;
  to: number;
  subscription: Subscription;
}

export interface Reset {
  /** Null if it may be any feed of the cursor. */
  feed: string | null;
  cursor: string;
  /** `epoch`: the log is new. `history`: the history no longer reaches back, and snapshots follow instead. */
  reason: 'epoch' | 'history';
  /** @deprecated The former name of `reason`. */
  why: 'epoch' | 'history';
}

export interface Events {
  state: State;
  update: Update;
  reset: Reset;
  gap: Gap;
  /** @deprecated The former name of `gap`. */
  hole: Gap;
  error: Error & {code?: string; status?: number; subscription?: Subscription};
}

/** The server's clock, measured as in NTP. The sample with the shortest round trip of the last two minutes counts. */
export interface Clock {
  /** Milliseconds that the server's clock is ahead of the local one. */
  readonly offset: number;
  /** The maximum error of the offset; Infinity until measured. */
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
  /** With a `key`, a repetition within ten minutes publishes nothing and returns the first receipt. */
  publish(topic: string, data: unknown, options?: {key?: string}): Promise<Receipt>;
  /**
   * Moves the cursor of a reader forward, for all its devices. `cursor` is that of a subscription after an update. `read`
   * acknowledges single updates after it, each by its position, such as the cursor of its receipt.
   */
  ack(reader: string, cursor: string | undefined, read?: string[]): Promise<ReaderState>;
  on<K extends keyof Events>(event: K, listener: (value: Events[K]) => void): () => void;
  /** Connects now, after `forbidden` or instead of waiting for the next attempt. */
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
