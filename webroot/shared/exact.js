/** The texts of JSON values. A number of JavaScript has about 16 digits, and rounds a longer one. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const STRING = /"(?:[^"\\]|\\.)*"/g;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** The value of a decimal number in one form: its digits without zeros at either end, and the power of ten of the last one. @param {string} text */
function valueOf(text) {
  const [, sign, whole = '', part = '', power = '0'] = NUMBER.exec(text) ?? [];
  const all = (whole + part).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return digits && `${sign}${digits}e${Number(power) - part.length + all.length - digits.length}`;
}

/** @param {string} source */
const isRounded = source => NUMBER.test(source) && valueOf(source) !== valueOf(String(Number(source)));

/**
 * The digits as they were published, if a number of JavaScript has rounded them; else a text for the number.
 * @param {string | undefined} source the JSON text of the value @param {string} text
 */
export const digits = (source, text) => (source !== undefined && isRounded(source) ? source : text);

/** The JSON texts of the members of an object by name, or of the elements of an array by index. @param {string} text */
export function members(text) {
  /** @type {Map<string, string>} */
  const found = new Map();
  let depth = 0;
  let from = 0;
  /** @type {string | null} */
  let name = null;
  for (const {0: token, index} of text.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']';
    if ((token === '{' || token === '[') && ++depth === 1) from = index + 1;
    if (depth === 1 && token === ':') {
      name = JSON.parse(text.slice(from, index));
      from = index + 1;
    }
    if (depth === 1 && (token === ',' || closes)) {
      const value = text.slice(from, index).trim();
      if (value) found.set(name ?? String(found.size), value);
      name = null;
      from = index + 1;
    }
    if (closes) depth--;
  }
  return found;
}

/** A JSON text in one line, with readable strings. @param {string} text without white space */
export const compact = text => text.replace(STRING, readable);

/** A JSON text in indented lines, as of JSON.stringify, with the digits of its numbers. @param {string} text */
export function pretty(text) {
  let depth = 0;
  let before = '';
  let lines = '';
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    const isFirst = before === '{' || before === '[';
    if (token === '}' || token === ']') {
      depth--;
      lines += (isFirst ? '' : newLine()) + token;
    } else {
      lines += (isFirst ? newLine() : '') + (token === ',' ? `,${newLine()}` : token === ':' ? ': ' : token[0] === '"' ? readable(token) : token);
      if (token === '{' || token === '[') depth++;
    }
    before = token;
  }
  return lines;
}

/** @param {string} string of JSON, which may have escapes */
const readable = string => JSON.stringify(JSON.parse(string));

/**
 * The answer of a history, each update with the JSON text of its data, as those of a subscription have.
 * @param {string} text @returns {{updates: import('../client/feedhorn.js').Update[], cursor: string}}
 */
export function historyOf(text) {
  const answer = JSON.parse(text);
  const texts = [...members(members(text).get('updates') ?? '').values()];
  answer.updates.forEach((/** @type {any} */ update, /** @type {number} */ index) => (update.raw = members(texts[index]).get('data')));
  return answer;
}
