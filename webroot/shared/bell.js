import {token} from './access.js';
import {mark} from './dom.js';
import {currentUser} from './user.js';

/** Sets the user of the bell in the header, and loads the element, which is not needed for the page's own content. */
export function showBell() {
  const bell = document.querySelector('feedhorn-bell');
  if (!bell) return;
  setUser(bell);
  import('../client/feedhorn-bell.js');
}

/** @param {Element} bell */
export function setUser(bell) {
  const {name, groups} = currentUser();
  Object.assign(bell, {getToken: () => token || undefined});
  mark(bell, 'user', name);
  mark(bell, 'groups', groups.join(' '));
}
