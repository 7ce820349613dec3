import {isDenied, request} from './access.js';
import {currentUser} from './user.js';

/** @import {Feed} from '../client/feedhorn.js' */
/**
 * @typedef {object} Rule as in /v1/alerts
 * @property {string} [id]
 * @property {string} topic
 * @property {string} [field]
 * @property {'above' | 'below' | 'moves' | 'changes'} when
 * @property {number} [value]
 * @property {boolean} [repeat]
 * @property {string} [title]
 */
/** @typedef {{rule: Rule & {id: string}, made: number, notified: number, done?: boolean, last?: {topic: string, value: any, at: number}}} Alert */
/** @typedef {{rules: Alert[], status: 'loading' | 'ready' | 'denied' | 'off' | 'offline', why: string}} Alerts */

const RETRY_MS = 5_000;

/**
 * The alert rules of the user of this page, which its other tabs and devices may change, too.
 * @param {Feed} feed @param {(alerts: Alerts) => void} onChange
 */
export function openAlerts(feed, onChange) {
  const user = currentUser();
  const address = `?user=${encodeURIComponent(user.name)}`;
  /** @type {Alerts} */
  const alerts = {rules: [], status: 'loading', why: ''};
  let subscribed = false;

  /** @param {Partial<Alerts>} change */
  const set = change => onChange(Object.assign(alerts, change));

  /** Asks once by HTTP, because a subscription that is refused would be reported by the page's notice. */
  async function load() {
    try {
      const answer = await request(`/v1/alerts${address}`);
      set({...(await answer.json()), status: 'ready', why: ''});
      subscribe();
    } catch (error) {
      const {message, code} = /** @type {Error & {code?: string}} */ (error);
      if (isDenied(error)) set({status: 'denied', why: message});
      else if (code === 'not_found') set({status: 'off', why: message});
      else {
        set({status: 'offline', why: message});
        setTimeout(load, RETRY_MS);
      }
    }
  }

  function subscribe() {
    if (subscribed) return;
    subscribed = true;
    feed.subscribe(`alerts.${user.name}`, ({data, deleted}) => set({rules: deleted ? [] : data.rules, status: 'ready'}));
  }

  load();
  return {
    alerts,
    /** Stores rules; throws if the server refuses one. @param {...Rule} rules */
    async add(...rules) {
      for (const rule of rules)
        await request(`/v1/alerts${address}`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(rule)});
    },
    /** @param {string} id */
    remove: id => request(`/v1/alerts/${encodeURIComponent(id)}${address}`, {method: 'DELETE'}),
  };
}
