export type NotificationLevel = 'info' | 'success' | 'warning' | 'error';

export interface BellNotification {
  /** The position of the update: `feed:epoch:offset`. */
  id: string;
  topic: string;
  /** When the server accepted it: Unix time in milliseconds. */
  ts: number;
  title: string;
  /** Empty if there is none. */
  body: string;
  /** An absolute HTTP or HTTPS address; empty if there is none. */
  link: string;
  /** An absolute HTTP or HTTPS address; empty if there is none. */
  icon: string;
  level: NotificationLevel;
  read: boolean;
}

/**
 * `offline`: the connection is lost, and the bell reconnects by itself. `unauthorized` and `forbidden`: the server has refused
 * the token, or does not permit its topics. `invalid`: an attribute is missing or has a value that is not allowed.
 */
export type BellStatus = 'loading' | 'live' | 'offline' | 'unauthorized' | 'forbidden' | 'invalid';

/** The texts of the element, for translations. */
export interface BellTexts {
  notifications: string;
  unread: (count: number) => string;
  unreadOne: string;
  markRead: string;
  markAllRead: string;
  dismiss: string;
  newNotifications: string;
  arrived: (count: number) => string;
  emptyTitle: string;
  emptyText: string;
  loading: string;
  offline: string;
  unauthorized: string;
  forbidden: string;
  invalid: (why: string) => string;
  system: string;
  /** Explains the switch if the server does not send push messages. */
  systemHint: string;
  /** Explains the switch if the server sends push messages. */
  pushHint: string;
  systemBlocked: string;
  levels: Record<NotificationLevel, string>;
}

/**
 * The element `<feedhorn-bell>`: a button with the number of unread notifications of a user, their list, and short messages
 * about new ones.
 *
 * Attributes: `user` (required), `server` (default: the server of the module), `groups` (separated by spaces), `token`,
 * `reader` (default: the user), `max` (entries of the list, default 50), `toasts` (`bottom-end`, `bottom-start`, `top-end`,
 * `top-start`, `none`), `theme` (`light`, `dark`; default: that of the page), `worker` (the address of the service worker for
 * push messages).
 */
export class FeedhornBell extends HTMLElement {
  /** Returns the token, instead of the attribute `token`. Called again after the server has refused one. */
  getToken: (() => string | undefined | Promise<string | undefined>) | null;
  get texts(): BellTexts;
  /** Replaces some or all texts. */
  set texts(texts: Partial<BellTexts>);
  readonly unread: number;
  /** Newest first. */
  readonly notifications: BellNotification[];
  readonly status: BellStatus;
  open(): void;
  close(): void;
  markRead(...ids: string[]): void;
  markAllRead(): void;
}

/** The events of the element. They bubble. */
export interface BellEvents {
  /** A notification has arrived. */
  'feedhorn-notification': CustomEvent<BellNotification>;
  'feedhorn-unread': CustomEvent<{unread: number}>;
  /** A notification was selected. `preventDefault()` keeps the browser from following its link. */
  'feedhorn-open': CustomEvent<BellNotification>;
  'feedhorn-toggle': CustomEvent<{open: boolean}>;
  'feedhorn-error': CustomEvent<Error & {code?: string; status?: number}>;
}

declare global {
  interface HTMLElementTagNameMap {
    'feedhorn-bell': FeedhornBell;
  }
  interface HTMLElementEventMap extends BellEvents {}
}
