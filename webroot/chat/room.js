import {beginning} from '../shared/format.js';

/** @import {Update} from '../client/feedhorn.js' */
/** @typedef {'queued' | 'sending' | 'sent' | 'failed'} Progress */
/**
 * @typedef {object} Message
 * @property {'message'} kind
 * @property {string} key
 * @property {string} who
 * @property {string} name
 * @property {string} text
 * @property {string} nonce
 * @property {number} ts
 * @property {boolean} mine
 * @property {Progress} progress
 * @property {number} [sentAt]
 * @property {number} [rtt]
 * @property {string} [problem]
 */
/** @typedef {{kind: 'event', key: string, text: string, ts: number, tone?: 'bad' | 'good'}} RoomEvent */
/** @typedef {Message | RoomEvent} Entry */
/** @typedef {{who: string, name: string}} Person */
/** @typedef {{user: string, name?: string, ts: number}} Member who is present, as the server says */

const NAME_LENGTH = 32;
const MAX_NAMES = 1_000;

/** @param {unknown} value @param {string} other */
const string = (value, other) => (typeof value === 'string' && value ? value : other);

/** The state of the room, without access to the page, a clock or the connection. */
export class Room {
  /** The number of people without an id. */
  unnamed = 0;
  /** @type {Set<string>} the ids of the people who are present */
  #present = new Set();
  /** @type {Map<string, {name: string, ts: number}>} the newest name of each id */
  #names = new Map();
  /** @type {Map<string, Message>} by sender and nonce, so that a repeated message is shown once */
  #messages = new Map();
  #events = 0;

  /** @param {string} who @param {(entry: Entry) => void} show called for each entry that is new or changed */
  constructor(who, show) {
    this.who = who;
    this.#show = show;
  }
  #show;

  /** @param {string} text @param {number} ts @param {RoomEvent['tone']} [tone] */
  addEvent(text, ts, tone) {
    this.#show({kind: 'event', key: `event-${++this.#events}`, text, ts, tone});
  }

  /** Adds a message of this page. Its own update confirms it. @param {{name: string, text: string, nonce: string, ts: number}} draft */
  write(draft) {
    /** @type {Message} */
    const message = {kind: 'message', key: this.who + draft.nonce, who: this.who, mine: true, progress: 'queued', ...draft};
    this.#messages.set(message.key, message);
    this.#show(message);
  }

  /** @returns {Message[]} the queued messages, oldest first */
  waiting() {
    return [...this.#messages.values()].filter(({progress}) => progress === 'queued');
  }

  /** @param {Message} message @param {Partial<Message>} change */
  progress(message, change) {
    if (message.progress === 'sent') return;
    Object.assign(message, change);
    this.#show(message);
  }

  /** @param {Message} message */
  withdraw(message) {
    this.#messages.delete(message.key);
  }

  /** Removes the messages of a deleted topic, except those that still wait. @returns {Message[]} the messages that are gone */
  end() {
    const gone = [...this.#messages.values()].filter(({progress}) => progress === 'sent');
    for (const message of gone) this.#messages.delete(message.key);
    return gone;
  }

  /**
   * @param {Update} update @param {number} now on the page's own steady clock
   * @returns {'message' | 'name' | null} the kind of the update, null if it is a repeat or invalid
   */
  take({data, ts, offset}, now) {
    if (typeof data !== 'object' || !data) return null;
    const who = string(data.who, '');
    const name = beginning(string(data.name, 'Somebody'), NAME_LENGTH);
    if (!who || (data.kind !== 'name' && (data.kind !== 'message' || typeof data.text !== 'string'))) return null;
    this.#rename(who, name, ts);
    if (data.kind === 'name') return 'name';
    return this.#takeMessage({who, name, text: data.text, nonce: string(data.nonce, String(offset)), ts}, now);
  }

  /** Adds a person. @param {Member} member @returns {boolean} true if the person was not present */
  enter({user, name, ts}) {
    this.#rename(user, name && beginning(name, NAME_LENGTH), ts);
    const isNew = !this.#present.has(user);
    this.#present.add(user);
    return isNew;
  }

  /** Removes a person. @param {string} who @returns {boolean} true if the person was present */
  leave(who) {
    return this.#present.delete(who);
  }

  /** Replaces the people who are present. @param {Member[]} members @param {number} unnamed */
  replace(members, unnamed) {
    this.#present.clear();
    for (const member of members) this.enter(member);
    this.unnamed = unnamed;
  }

  /** @param {string} who */
  isPresent(who) {
    return this.#present.has(who);
  }

  /** @param {string} who */
  nameOf(who) {
    return this.#names.get(who)?.name ?? beginning(who, NAME_LENGTH);
  }

  /** @returns {Person[]} */
  present() {
    return [...this.#present].map(who => ({who, name: this.nameOf(who)})).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @param {string} who @param {string | undefined} name @param {number} ts */
  #rename(who, name, ts) {
    const known = this.#names.get(who);
    if (!name || (known && known.ts > ts)) return;
    this.#names.delete(who);
    this.#names.set(who, {name, ts});
    if (this.#names.size <= MAX_NAMES) return;
    const unused = [...this.#names.keys()].find(each => !this.#present.has(each));
    if (unused) this.#names.delete(unused);
  }

  /** @param {{who: string, name: string, text: string, nonce: string, ts: number}} received @param {number} now */
  #takeMessage(received, now) {
    const key = received.who + received.nonce;
    const known = this.#messages.get(key);
    if (known?.progress === 'sent') return null;
    const rtt = known?.sentAt === undefined ? undefined : now - known.sentAt;
    /** @type {Message} */
    const message = Object.assign(known ?? {}, {kind: /** @type {const} */ ('message'), key, mine: received.who === this.who, ...received,
      progress: /** @type {const} */ ('sent'), rtt, problem: undefined});
    this.#messages.set(key, message);
    this.#show(message);
    return /** @type {const} */ ('message');
  }
}
