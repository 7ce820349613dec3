/** @import {WireUpdate} from './subscription.js' */

const DATA = '"data":';
/** A string, or a bracket outside of a string. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
/** A string, with the colon that follows if it is a name; or a number. */
const VALUE = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*/g;
const INTEGER = /^-?\d+$/;
/** The prefix of a string that replaces an integer. Strings that start with it get it twice. */
const MARK = '#';
const MARKED = /^"(#|\\u0023)/;

/**
 * A parser of updates that keeps the JSON text of their data.
 * @param {boolean} exact integers that a number cannot represent become a bigint
 */
export function newUpdateParser(exact) {
  /** @param {any} wire @param {string} text of the update object, which ends with its data @returns {WireUpdate} */
  const keep = (wire, text) => {
    const at = text.indexOf(DATA);
    if (at < 0) return wire;
    wire.raw = text.slice(at + DATA.length, -1);
    if (exact) wire.data = parseExact(wire.raw);
    return wire;
  };
  return {
    /** Parses one update object. @param {string} text @param {any} [parsed] */
    update: (text, parsed = JSON.parse(text)) => keep(parsed, text),
    /** Parses the answer to a poll. @param {string} text */
    answer(text) {
      const answer = JSON.parse(text);
      const texts = objects(text, 3);
      answer.updates.forEach((/** @type {any} */ wire, /** @type {number} */ i) => keep(wire, texts[i]));
      return answer;
    },
    /** Parses an update in the body of an event-bus message. @param {any} body @param {string} text of the message */
    body: (body, text) => keep(body, objects(text, 2).find(one => one.startsWith('{"type":"update"')) ?? ''),
  };
}

/** The JSON texts of the objects at a nesting depth. @param {string} text @param {number} depth */
function objects(text, depth) {
  const found = [];
  let open = 0;
  let from = 0;
  for (const {0: token, index} of text.matchAll(TOKEN)) {
    if ('{['.includes(token)) {
      if (++open === depth) from = index;
    } else if ('}]'.includes(token)) {
      if (open-- === depth && token === '}') found.push(text.slice(from, index + 1));
    }
  }
  return found;
}

/** @param {string} source */
const isRounded = source => INTEGER.test(source) && (!Number.isFinite(+source) || BigInt(source) !== BigInt(+source));

/**
 * Parses JSON with exact integers, which are replaced by strings for JSON.parse. Revivers with source access are not
 * available in all supported browsers and Node versions.
 * @param {string} text
 */
function parseExact(text) {
  const marked = text.replace(VALUE, (token, name) => {
    if (token[0] === '"') return MARKED.test(token) && !name ? `"${MARK}${token.slice(1)}` : token;
    return isRounded(token) ? `"${MARK}${token}"` : token;
  });
  return JSON.parse(marked, (_, value) =>
    typeof value !== 'string' || value[0] !== MARK ? value : value[1] === MARK ? value.slice(1) : BigInt(value.slice(1)));
}
