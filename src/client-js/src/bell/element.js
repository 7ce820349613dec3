import {newBell} from './bell.js';
import {newBellView} from './bell-view.js';
import {newPush} from './push.js';
import {STYLE} from './style.js';
import {newRequests} from './requests.js';
import {newStorage} from './storage.js';
import {newSystemNotifications} from './system-notifications.js';
import {ENGLISH} from './texts.js';
import {readerOf, topicsOf} from './topics.js';

/** @import {BellNotification, BellStatus, BellTexts} from '../../feedhorn-bell.js' */
/** @import {Bell} from './bell.js' */
/** @import {BellView} from './bell-view.js' */
/** @import {Connect, Settings} from './connection.js' */
/** @import {GetToken} from './requests.js' */
/** @typedef {ReturnType<typeof newSystemNotifications>} System */

const DEFAULT_MAX = 50;
/** The modules can also be loaded where there is no DOM, for example to render pages on a server. */
const Base = globalThis.HTMLElement ?? class {};

/**
 * The class of `<feedhorn-bell>`.
 * @param {Connect} connect @param {() => string} home the default of the attribute `server`
 */
export function newBellElement(connect, home) {
  return class FeedhornBell extends Base {
    static get observedAttributes() {
      return ['server', 'user', 'groups', 'reader', 'token', 'max', 'worker', 'lang'];
    }

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      const root = this.attachShadow({mode: 'open'});
      root.adoptedStyleSheets = [sheet];
      /** @type {Controller} */
      const controller = newController(this, root, connect, home);
      CONTROLLERS.set(this, controller);
    }

    connectedCallback() {
      for (const name of LAZY) takeOwn(this, name);
      of(this).restart();
    }

    disconnectedCallback() {
      of(this).restart();
    }

    attributeChangedCallback() {
      of(this).restart();
    }

    /** The number of unread notifications. */
    get unread() {
      return of(this).state.unread;
    }

    /** The notifications, newest first. @returns {BellNotification[]} */
    get notifications() {
      return of(this).state.list;
    }

    /** @returns {BellStatus} */
    get status() {
      return of(this).state.status;
    }

    /** @returns {GetToken | null} */
    get getToken() {
      return of(this).getToken;
    }

    set getToken(getToken) {
      of(this).getToken = getToken;
      of(this).restart();
    }

    /** @returns {BellTexts} */
    get texts() {
      return of(this).texts;
    }

    set texts(texts) {
      of(this).texts = {...ENGLISH, ...texts};
      of(this).restart();
    }

    open() {
      of(this).view?.open();
    }

    close() {
      of(this).view?.close();
    }

    /** @param {...string} ids */
    markRead(...ids) {
      of(this).bell?.mark(ids);
    }

    markAllRead() {
      of(this).bell?.markAll();
    }
  };
}

/** Properties that a page may set before this module is loaded. */
const LAZY = ['getToken', 'texts'];

/** Passes a property of the element that was set before its class was known. @param {any} host @param {string} name */
function takeOwn(host, name) {
  if (!Object.hasOwn(host, name)) return;
  const value = host[name];
  delete host[name];
  host[name] = value;
}

/** @type {WeakMap<object, Controller>} */
const CONTROLLERS = new WeakMap();
/** @param {object} host @returns {Controller} */
const of = host => /** @type {Controller} */ (CONTROLLERS.get(host));

/** @typedef {ReturnType<typeof newController>} Controller */

/**
 * Connects one element's attributes, its view and its bell.
 * @param {HTMLElement} host @param {ShadowRoot} root @param {Connect} connect @param {() => string} home
 */
function newController(host, root, connect, home) {
  let scheduled = false;
  /** @type {() => void} */
  let stop = () => {};
  const controller = {
    /** @type {GetToken | null} */
    getToken: null,
    getTokenOf: () => (controller.getToken ? controller.getToken() : host.getAttribute('token') ?? undefined),
    texts: ENGLISH,
    /** @type {Bell | null} */
    bell: null,
    /** @type {BellView | null} */
    view: null,
    state: {list: /** @type {BellNotification[]} */ ([]), unread: 0, status: /** @type {BellStatus} */ ('loading'), why: ''},

    /** Starts anew after the current task, so that several changes of attributes, or a move in the document, count once. */
    restart() {
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(() => {
        scheduled = false;
        stop();
        stop = host.isConnected ? start() : () => {};
      });
    },
  };

  /** @param {string} type @param {unknown} detail @param {boolean} [cancelable] */
  const emit = (type, detail, cancelable = false) =>
    host.dispatchEvent(new CustomEvent(type, {detail, bubbles: true, composed: true, cancelable}));

  /** @returns {Settings} */
  const settings = () => {
    const user = host.getAttribute('user') ?? '';
    const groups = (host.getAttribute('groups') ?? '').split(/[\s,]+/).filter(group => group);
    const server = new URL((host.getAttribute('server') ?? home()).replace(/\/?$/, '/'), document.baseURI).href;
    const reader = host.getAttribute('reader') ?? readerOf(user);
    return {
      connect,
      server,
      base: document.baseURI,
      topics: topicsOf(user, groups),
      reader,
      kept: newStorage(`feedhorn-bell ${server} ${reader} read`),
      getToken: controller.getTokenOf,
    };
  };

  const start = () => {
    const {state} = controller;
    Object.assign(state, {list: [], unread: 0, status: 'loading', why: ''});
    /** @type {Settings | null} */
    let wanted = null;
    try {
      wanted = settings();
    } catch (error) {
      Object.assign(state, {status: 'invalid', why: /** @type {Error} */ (error).message});
    }
    const name = `feedhorn-bell ${wanted?.server} ${wanted?.reader}`;
    const push = newPush(newRequests(wanted?.server ?? '', controller.getTokenOf), workerOf(host, wanted?.server ?? ''), wanted?.topics ?? [], newStorage(`${name} push`));
    const system = newSystemNotifications(name, push, id => opened(id, null));
    push.resume(system.consent() === 'on').catch(() => {});
    const max = Number(host.getAttribute('max')) || DEFAULT_MAX;
    /** @param {string} id */
    const find = id => state.list.find(one => one.id === id);

    /** @param {string} id @param {Event | null} event the click on the link, which the browser follows */
    const opened = (id, event) => {
      const notification = find(id);
      if (!notification) return;
      bell?.mark([id]);
      const follows = emit('feedhorn-open', notification, true);
      if (!follows) event?.preventDefault();
      else if (!event && notification.link) location.assign(notification.link);
    };

    const view = newBellView(root, controller.texts, locale(host), {system, push}, {
      open: opened,
      read: id => bell?.mark([id]),
      readAll: () => bell?.markAll(),
      state: () => ({...state, list: state.list.slice(0, max), now: bell?.now() ?? Date.now()}),
      toggled: open => emit('feedhorn-toggle', {open}),
    });
    controller.view = view;

    /** @type {Bell | null} */
    let bell = null;
    let counted = 0;
    const draw = () => {
      view.draw({...state, list: state.list.slice(0, max), now: bell?.now() ?? Date.now()});
      const {unread} = state;
      if (counted === unread) return;
      counted = unread;
      emit('feedhorn-unread', {unread});
    };

    /** @param {string[]} ids */
    const onFresh = async ids => {
      const fresh = state.list.filter(one => !one.read && ids.includes(one.id));
      for (const notification of fresh) emit('feedhorn-notification', notification);
      if (!fresh.length) return;
      if (document.visibilityState === 'visible') view.announce(fresh, host.getAttribute('toasts') !== 'none');
      if (bell?.leads && !(await bell.isAnyVisible())) for (const notification of fresh) system.show(notification);
    };

    if (wanted)
      bell = newBell(wanted, {
        changed({list, unread}, status) {
          Object.assign(state, {list, unread, status});
          system.keep(list);
          draw();
        },
        fresh: onFresh,
        problem: error => emit('feedhorn-error', error),
      });
    controller.bell = bell;
    draw();

    return () => {
      bell?.close();
      view.dispose();
      controller.bell = null;
      controller.view = null;
    };
  };
  return controller;
}

/** The address of the service worker: the server's, if the page is of its origin. @param {HTMLElement} host @param {string} server */
function workerOf(host, server) {
  const named = host.getAttribute('worker');
  if (named) return new URL(named, document.baseURI).href;
  return server && new URL(server).origin === location.origin ? new URL('client/feedhorn-bell-worker.js', server).href : '';
}

/** The language of the element, if it is a valid one. @param {HTMLElement} host */
function locale(host) {
  const lang = /** @type {HTMLElement | null} */ (host.closest('[lang]'))?.lang;
  try {
    return lang ? Intl.getCanonicalLocales(lang)[0] : undefined;
  } catch {
    return undefined;
  }
}
