import {find, mark, write} from '../shared/dom.js';
import {currentUser, keepUser} from '../shared/user.js';

const NAME = /^[^\s.*>,"\\\p{C}]+$/u;

/** The form with the user of this browser. @param {() => void} changed */
export function userView(changed) {
  const form = /** @type {HTMLFormElement} */ (find('#user'));
  const name = /** @type {HTMLInputElement} */ (find('#user-name'));
  const groups = /** @type {HTMLInputElement} */ (find('#user-groups'));
  const user = currentUser();
  name.value = user.name;
  groups.value = user.groups.join(' ');
  find('#user-save').hidden = user.fromToken;
  name.readOnly = groups.readOnly = user.fromToken;
  write(find('#user-help'), user.fromToken
    ? 'The user and the groups are those of your token.'
    : 'Use the same name in another browser or on a phone: its bell has the same notifications and the same count. A server with keys takes the name from the token.');

  form.addEventListener('submit', event => {
    event.preventDefault();
    const wanted = name.value.trim();
    const list = groups.value.split(/[\s,]+/).filter(group => group);
    const wrong = [wanted, ...list].find(text => !NAME.test(text));
    mark(name, 'aria-invalid', !NAME.test(wanted));
    mark(groups, 'aria-invalid', list.some(group => !NAME.test(group)));
    write(find('#user-problem'), wrong === undefined ? '' : `${wrong ? `\u201c${wrong}\u201d is not a name` : 'A name is missing'}: use letters, digits, _ and -, without spaces and dots.`);
    if (wrong !== undefined) return;
    keepUser(wanted, list);
    changed();
  });
}
