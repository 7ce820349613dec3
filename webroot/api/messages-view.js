import {element, write} from '../shared/dom.js';
import {prose} from './prose.js';

/** @import {Channel, Field, Message, Type} from './messages.js' */

/**
 * Draws channels and their messages.
 * @param {Channel[]} channels @param {Type[]} types @param {HTMLElement} place @param {HTMLElement} summary
 */
export function drawMessages(channels, types, place, summary) {
  const count = channels.reduce((sum, channel) => sum + channel.messages.length, 0);
  write(summary, `${count} messages on ${channels.length} channels`);
  place.replaceChildren(...channels.map(channelView), typesView(types));
}

/** @param {Channel} channel */
const channelView = channel =>
  element('div', {class: 'channel', id: channel.id},
    element('h3', {}, channel.title, element('code', {}, channel.address)),
    element('p', {}, ...prose(channel.text)),
    ...channel.messages.map(messageView));

/** @param {Message} message */
const messageView = message =>
  element('details', {class: 'message'},
    element('summary', {},
      element('span', {class: 'by', 'data-by': message.by}, message.by), ' ',
      element('code', {}, message.name), ' ',
      element('span', {class: 'about'}, ...prose(about(message)))),
    element('pre', {tabindex: '0', 'aria-label': `The form of ${message.name}`}, form(message.fields)),
    table(['Field', 'Value', 'Meaning'], `Fields of ${message.name}`,
      message.fields.map(({name, type, required, text}) => [name, type, required ? text : `Optional. ${text}`.trim()])));

/** @param {Message} message */
const about = ({text, answers}) =>
  answers.length > 3 ? text : [text, answers.length ? `answers ${answers.map(name => `\`${name}\``).join(', ')}` : ''].filter(Boolean).join('; ');

/** A message without values; optional fields have a question mark. @param {Field[]} fields */
const form = fields =>
  `{${fields.map(({name, type, required}) => `"${name}":${type.startsWith('"') && !type.includes(' ') ? type : '…'}${required ? '' : '?'}`).join(', ')}}`;

/** @param {Type[]} types */
const typesView = types =>
  element('div', {class: 'channel'},
    element('h3', {}, 'Types'),
    table(['Type', 'Value', 'Meaning'], 'Types of fields', types.map(({name, type, text}) => [name, type, text])));

/** @param {string[]} heads @param {string} caption @param {string[][]} rows */
const table = (heads, caption, rows) =>
  element('table', {},
    element('caption', {class: 'visually-hidden'}, caption),
    element('thead', {}, element('tr', {}, ...heads.map(head => element('th', {scope: 'col'}, head)))),
    element('tbody', {}, ...rows.map(([name, type, text]) =>
      element('tr', {},
        element('th', {scope: 'row'}, element('code', {}, name)),
        element('td', {}, type),
        element('td', {}, ...prose(text))))));
