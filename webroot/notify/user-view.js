import {find, mark, write} from '../shared/dom.js';
import {currentUser, keepUser, nameProblem} from '../shared/user.js';

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
    const problems = [wanted, ...list].map(nameProblem);
    const problem = problems.find(text => text);
    mark(name, 'aria-invalid', problems[0] ? 'true' : null);
    mark(groups, 'aria-invalid', problems.slice(1).some(text => text) ? 'true' : null);
    write(find('#user-problem'), problem ?? '');
    if (problem) return;
    keepUser(wanted, list);
    changed();
  });
}
