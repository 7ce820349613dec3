import {local} from '../clock.js';
import {openConnection} from './connection.js';
import {newInbox} from './inbox.js';
import {newReadState} from './read-state.js';
import {newStorage} from './storage.js';
import {joinTabs} from './tabs.js';

/** @import {BellStatus} from '../../feedhorn-bell.js' */
/** @import {Connection, Settings} from './connection.js' */
/** @import {View} from './inbox.js' */

const MAX_TIMER_MS = 2 ** 31 - 1;
const MAX_RESENDS = 3;

/**
 * The notifications of a user without their display: the same in all tabs of the browser, of which one is connected.
 * @param {Settings} settings
 * @param {{changed: (view: View, status: BellStatus) => void, fresh: (ids: string[]) => void, problem: (error: Error) => void}} on
 */
export function newBell(settings, on) {
  const name = `feedhorn-bell ${settings.server} ${settings.reader} ${settings.topics.join(',')}`;
  const inbox = newInbox();
  const saved = newStorage(name);
  /** What was marked in this tab, until the leading tab has it. */
  const own = newReadState();
  let resends = 0;
  /** @type {BellStatus} */
  let status = 'loading';
  let ready = false;
  let closed = false;
  let clockOffset = 0;
  /** @type {Connection | null} */
  let connection = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let expiry;

  const now = () => local() + (connection?.clockOffset ?? clockOffset);

  const show = () => {
    clearTimeout(expiry);
    if (closed) return;
    const view = inbox.view(now());
    if (view.nextExpiry < Infinity) expiry = setTimeout(show, Math.min(MAX_TIMER_MS, view.nextExpiry - now() + 1));
    on.changed(view, ready ? status : status === 'live' ? 'loading' : status);
  };

  /** @param {string[]} fresh */
  const share = fresh => {
    if (!connection) return;
    saved.write(inbox.pending.empty ? null : inbox.pending.marks);
    tabs?.send({kind: 'state', items: inbox.items, truncated: inbox.truncated, marks: inbox.marks, pending: inbox.pending.marks, status, ready, clockOffset: connection.clockOffset, fresh});
  };

  const lead = () => {
    inbox.pending.merge(saved.read() ?? {});
    connection = openConnection(settings, inbox, {
      changed(fresh) {
        ready = true;
        share(fresh);
        show();
        if (fresh.length) on.fresh(fresh);
      },
      status(next) {
        if (next === status) return;
        status = next;
        share([]);
        show();
      },
      problem: on.problem,
    });
    return () => {
      connection?.close();
      connection = null;
    };
  };

  /** @param {any} message */
  const received = message => {
    if (message.kind === 'hello') share([]);
    else if (message.kind === 'mark') connection && mark(message.marks);
    else if (!connection) follow(message);
  };

  /** Takes the state of the leading tab. @param {any} state */
  const follow = state => {
    inbox.replace(state.items, state.truncated, state.marks);
    inbox.pending.clear();
    inbox.pending.merge(state.pending);
    own.subtract(newReadState(state.marks));
    own.subtract(inbox.pending);
    if (own.empty || ++resends > MAX_RESENDS) own.clear();
    else tabs?.send({kind: 'mark', marks: own.marks});
    inbox.pending.merge(own.marks);
    ({status, ready, clockOffset} = state);
    show();
    if (state.fresh.length) on.fresh(state.fresh);
  };

  /** @param {import('./read-state.js').Marks} marks */
  const mark = marks => {
    inbox.pending.merge(marks);
    if (connection) {
      inbox.confirm({});
      share([]);
      connection.send();
    } else {
      own.merge(marks);
      resends = 0;
      tabs?.send({kind: 'mark', marks});
      tabs?.check();
    }
    show();
  };

  /** @type {ReturnType<typeof joinTabs> | null} */
  let tabs = null;
  tabs = joinTabs(name, {lead, received});

  const wake = () => {
    if (globalThis.document?.hidden) return;
    connection?.retry();
    tabs?.check();
    show();
  };
  const bindings = [[globalThis.document, 'visibilitychange'], [globalThis.window, 'online'], [globalThis.window, 'pageshow']];
  for (const [place, event] of /** @type {[EventTarget | undefined, string][]} */ (bindings)) place?.addEventListener(event, wake);

  return {
    now,
    /** @param {string[]} ids */
    mark: ids => mark(inbox.marksOf(ids, now())),
    markAll: () => mark(inbox.allMarks),
    isAnyVisible: () => tabs?.isAnyVisible() ?? Promise.resolve(true),
    /** True in the tab that holds the connection. */
    get leads() {
      return !!connection;
    },
    close() {
      closed = true;
      clearTimeout(expiry);
      for (const [place, event] of /** @type {[EventTarget | undefined, string][]} */ (bindings)) place?.removeEventListener(event, wake);
      tabs?.close();
    },
  };
}

/** @typedef {ReturnType<typeof newBell>} Bell */
