import {element, mark, write} from '../shared/dom.js';
import {beginning} from '../shared/format.js';

/** @import {Entry, RoomEvent, Message, Person} from './room.js' */

const MAX_ENTRIES = 500;
const GROUP_MS = 300_000;
const NEAR_END_PX = 80;
const time = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});

/**
 * @param {{scroll: HTMLElement, log: HTMLElement, newer: HTMLElement}} places
 * @param {{edit: (message: Message) => void}} actions
 */
export function roomView({scroll, log, newer}, {edit}) {
  /** @type {Map<string, {node: HTMLElement, entry: Entry, draw: (entry: any) => void}>} */
  const lines = new Map();
  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
  const toEnd = () => {
    scroll.scrollTop = scroll.scrollHeight;
    newer.hidden = true;
  };
  newer.addEventListener('click', toEnd);
  scroll.addEventListener('scroll', () => atEnd() && (newer.hidden = true), {passive: true});
  new ResizeObserver(() => newer.hidden && toEnd()).observe(scroll);

  /** Inserts a line. Confirmed messages are in the server's order, before unconfirmed ones. @param {HTMLElement} node @param {Entry} entry */
  const place = (node, entry) => {
    const unconfirmed = /** @param {Entry} other */ other => other.kind === 'message' && other.progress !== 'sent';
    const before = unconfirmed(entry) ? null : [...lines.values()].find(line => line.node !== node && unconfirmed(line.entry));
    log.insertBefore(node, before?.node ?? null);
  };

  const group = () => {
    /** @type {Message | null} */
    let last = null;
    for (const node of log.children) {
      const entry = lines.get(node.getAttribute('data-key') ?? '')?.entry;
      if (entry?.kind !== 'message') {
        last = null;
        continue;
      }
      mark(node, 'data-follows', last?.who === entry.who && last.name === entry.name && entry.ts - last.ts < GROUP_MS);
      last = entry;
    }
  };

  return {
    /** @param {Entry} entry */
    show(entry) {
      const stay = atEnd() || (entry.kind === 'message' && entry.mine && entry.progress === 'queued');
      let line = lines.get(entry.key);
      const settles = line && entry.kind === 'message' && entry.progress === 'sent';
      if (!line) {
        line = {entry, ...(entry.kind === 'event' ? eventLine(entry) : messageLine(entry, edit))};
        lines.set(entry.key, line);
        place(line.node, entry);
      } else if (settles && line.node.nextElementSibling && line.node.nextElementSibling.getAttribute('data-progress') !== 'queued') place(line.node, entry);
      line.draw(entry);
      if (lines.size > MAX_ENTRIES) {
        const [[key, oldest]] = lines;
        oldest.node.remove();
        lines.delete(key);
      }
      group();
      if (stay) toEnd();
      else if (entry.kind === 'message' && !entry.mine) newer.hidden = false;
    },
    /** @param {Message} message */
    remove(message) {
      lines.get(message.key)?.node.remove();
      lines.delete(message.key);
      group();
    },
  };
}

/** @param {RoomEvent} entry */
function eventLine({key, text, tone}) {
  const node = element('li', {class: 'event', 'data-key': key, ...(tone && {'data-tone': tone})}, element('span', {}, text));
  return {node, draw: () => {}};
}

/** @param {Message} message @param {(message: Message) => void} edit */
function messageLine(message, edit) {
  const name = element('span', {class: 'name'});
  const when = element('time');
  const text = element('p', {class: 'text'});
  const status = element('span', {class: 'status'});
  const editButton = element('button', {type: 'button', class: 'edit'}, 'Edit');
  editButton.addEventListener('click', () => edit(message));
  const words = element('div', {class: 'words'}, text, status);
  const node = element('li', {class: 'message', 'data-key': message.key},
    face(message.who, message.name), element('div', {class: 'body'}, element('div', {class: 'by'}, name, when), words));
  return {
    node,
    /** @param {Message} entry */
    draw(entry) {
      write(name, entry.mine ? `${entry.name} (you)` : entry.name);
      write(when, time.format(entry.ts));
      mark(when, 'datetime', new Date(entry.ts).toISOString());
      write(text, entry.text);
      mark(node, 'data-mine', entry.mine);
      mark(node, 'data-progress', entry.progress);
      write(status, entry.mine ? PROGRESS_TEXTS[entry.progress](entry) : '');
      if (entry.progress === 'failed') words.append(editButton);
      else editButton.remove();
    },
  };
}

/** @type {Record<Message['progress'], (message: Message) => string>} */
const PROGRESS_TEXTS = {
  queued: () => 'Waiting for the connection',
  sending: () => 'Sending',
  sent: ({rtt}) => (rtt === undefined ? '' : `\u2713 ${rtt < 10 ? rtt.toFixed(1) : Math.round(rtt)} ms`),
  failed: ({problem}) => `Not sent: ${problem}`,
};

/** @param {string} who @param {string} name */
function face(who, name) {
  const node = element('span', {class: 'face', 'aria-hidden': 'true'}, beginning(name, 1).toUpperCase());
  let hash = 7;
  for (const char of who) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360;
  node.style.setProperty('--hue', String(hash));
  return node;
}

/** @param {HTMLElement} list @param {HTMLElement} count */
export function peopleView(list, count) {
  let drawn = '';
  /** @param {Person[]} people @param {string} me @param {number} unnamed the number of people without an id */
  return (people, me, unnamed) => {
    const key = JSON.stringify([unnamed, people.map(({who, name}) => [who, name])]);
    if (key === drawn) return;
    drawn = key;
    write(count, String(people.length + unnamed));
    const lines = people.map(({who, name}) =>
      element('li', {}, face(who, name), element('span', {class: 'name'}, name), ...(who === me ? [element('span', {class: 'you'}, 'you')] : [])));
    if (unnamed) lines.push(element('li', {class: 'unnamed'}, element('span', {class: 'you'}, `${unnamed} without a name`)));
    list.replaceChildren(...lines);
  };
}
