/** @typedef {{name: string, type: string, required: boolean, text: string}} Field */
/** @typedef {{name: string, by: 'client' | 'server', text: string, answers: string[], fields: Field[]}} Message */
/** @typedef {{id: string, title: string, address: string, text: string, messages: Message[]}} Channel */
/** @typedef {{name: string, type: string, text: string}} Type */

const REFERENCE = /^#\//;

/** The object to which a reference points. @param {any} description @param {string} reference @returns {any} */
const at = (description, reference) =>
  reference.replace(REFERENCE, '').split('/').reduce((found, name) => found[name], description);

/** The last name of a reference. @param {string} reference */
const last = reference => reference.slice(reference.lastIndexOf('/') + 1);

/**
 * The channels of an AsyncAPI description, each with its messages in the order of its operations.
 * @param {any} description @returns {Channel[]}
 */
export function channelsOf(description) {
  return Object.entries(description.channels).map(([id, channel]) => ({
    id,
    title: channel.title,
    address: channel.address,
    text: channel.description,
    messages: messagesOf(description, id),
  }));
}

/** @param {any} description @param {string} channel @returns {Message[]} */
function messagesOf(description, channel) {
  /** @type {Map<string, Message>} */
  const found = new Map();
  /** @param {{$ref: string}} reference @param {Message['by']} by @param {string} [text] */
  const add = ({$ref}, by, text) => {
    const name = last($ref);
    const message = at(description, at(description, $ref).$ref);
    /** @type {Message} */
    const known = found.get(name) ?? {name, by, text: message.summary ?? text ?? '', answers: [], fields: fieldsOf(message.payload)};
    found.set(name, known);
    return known;
  };
  for (const operation of Object.values(description.operations)) {
    if (last(operation.channel.$ref) !== channel) continue;
    const by = operation.action === 'receive' ? 'client' : 'server';
    for (const message of operation.messages) add(message, by, operation.summary);
    for (const message of operation.reply?.messages ?? []) {
      add(message, 'server').answers.push(...operation.messages.map((/** @type {any} */ each) => last(each.$ref)));
    }
  }
  return [...found.values()];
}

/** @param {any} payload @returns {Field[]} */
const fieldsOf = payload =>
  Object.entries(payload.properties).map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    required: payload.required?.includes(name) ?? false,
    text: schema.description ?? '',
  }));

/** The types that fields refer to by name. @param {any} description @returns {Type[]} */
export const typesOf = description =>
  Object.entries(description.components.schemas).map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    text: schema.description ?? '',
  }));

/** A schema in words: `text`, `1 to 1000`, `list of Pattern`. @param {any} schema @returns {string} */
export function typeOf(schema) {
  if (schema.$ref) return last(schema.$ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((/** @type {unknown} */ each) => JSON.stringify(each)).join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && !schema.properties) return choices.map(typeOf).join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  const names = [schema.type ?? 'any JSON'].flat().map(name => ({string: 'text', boolean: 'true or false'})[/** @type {string} */ (name)] ?? name);
  return names.join(' or ') + range(schema);
}

/** @param {any} schema */
const range = ({minimum, maximum}) => {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : `, at least ${minimum}`;
};
