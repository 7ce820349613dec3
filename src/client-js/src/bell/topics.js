const FORBIDDEN = /[\s.*>,"\\\p{C}]/u;
/** As many as the server allows. */
const MAX_CHARACTERS = 187;

/**
 * The topics of a user and of groups.
 * @param {string} user @param {string[]} groups
 */
export const topicsOf = (user, groups) => [
  `notify.${segment(user, 'user')}`,
  ...groups.map(group => `notify-group.${segment(group, 'groups')}`),
  'notify-all.everyone',
];

/**
 * A name as one segment of a topic.
 * @param {string} name @param {string} attribute @throws {RangeError} if it cannot be one
 */
function segment(name, attribute) {
  const text = name.normalize('NFC');
  if (!text) throw new RangeError(`The attribute '${attribute}' is missing.`);
  if (FORBIDDEN.test(text)) throw new RangeError(`The attribute '${attribute}' must not contain white space, control characters or any of . * > , " \\, but is '${name}'.`);
  const count = [...text].length;
  if (count > MAX_CHARACTERS) throw new RangeError(`The attribute '${attribute}' may have ${MAX_CHARACTERS} characters, but has ${count}.`);
  return text;
}

/** The name of a user's reader. Readers allow fewer characters than topics. @param {string} user */
export const readerOf = user => user.normalize('NFC').replace(/[^\w-]/gu, character => `_${character.codePointAt(0)?.toString(16)}`);
