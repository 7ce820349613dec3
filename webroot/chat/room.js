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
/** @typedef {{who: string, name: string, ts: number}} Person */

const AWAY_MS = 30_000;
const NAME_LENGTH = 32;

/** @param {unknown} value @param {string} other */
const string = (value, other) => (typeof value === 'string' && value ? value : other);

/** The state of the room, without access to the page, a clock or the connection. */
export class Room {
  /** @type {Map<string, Person>} */
  people = new Map();
  /** @type {Set<string>} people who left and have not joined since */
  #left = new Set();
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

  /** Forgets what a deleted topic had: the people, or the messages, except those that still wait. @param {string} topic @returns {Message[]} the messages that are gone */
  end(topic) {
    if (topic === 'chat.alive') {
      this.people.clear();
      return [];
    }
    const gone = [...this.#messages.values()].filter(({progress}) => progress === 'sent');
    for (const message of gone) this.#messages.delete(message.key);
    return gone;
  }

  /**
   * @param {Update} update @param {number} now on the page's own steady clock
   * @returns {'message' | 'join' | 'leave' | 'alive' | null} the kind of the update, null if it is a repeat or invalid
   */
  take({topic, data, ts, offset}, now) {
    if (typeof data !== 'object' || !data) return null;
    const who = string(data.who, '');
    const name = string(data.name, 'Somebody').slice(0, NAME_LENGTH);
    if (!who) return null;
    if (topic === 'chat.alive') {
      // A heartbeat sent before `leave` on another connection may arrive after it.
      if (!this.#left.has(who)) this.#updatePerson({who, name, ts});
      return 'alive';
    }
    if (data.kind === 'leave') {
      this.people.delete(who);
      this.#left.add(who);
      return 'leave';
    }
    if (data.kind !== 'join' && (data.kind !== 'message' || typeof data.text !== 'string')) return null;
    this.#left.delete(who);
    this.#updatePerson({who, name, ts});
    if (data.kind === 'join') return 'join';
    return this.#takeMessage({who, name, text: data.text, nonce: string(data.nonce, String(offset)), ts}, now);
  }

  /** @param {number} serverNow @returns {Person[]} */
  present(serverNow) {
    for (const {who, ts} of this.people.values()) if (serverNow - ts > AWAY_MS && who !== this.who) this.people.delete(who);
    return [...this.people.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** @param {Person} person */
  #updatePerson(person) {
    const known = this.people.get(person.who);
    if (!known || known.ts <= person.ts) this.people.set(person.who, person);
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
