import {request, isDenied, token} from '../shared/access.js';
import {setUser} from '../shared/bell.js';
import {element, find, mark, write} from '../shared/dom.js';
import {openPage} from '../shared/page.js';
import {currentUser, nameProblem} from '../shared/user.js';
import {codeView} from './code-view.js';
import {messageOf} from './message.js';
import {userView} from './user-view.js';

/** @import {BellNotification, BellStatus} from '../client/feedhorn-bell.js' */
/** @import {Fields} from './message.js' */

const STALE_MS = Infinity;

const {feed, notice} = openPage({staleAfter: STALE_MS, reads: 'notifications', command: "--subject u42 --publish 'notify.*,notify-group.*,notify-all.everyone'"});
const form = /** @type {HTMLFormElement} */ (find('#compose'));
const send = /** @type {HTMLButtonElement} */ (find('#send'));
const bell = /** @type {HTMLElement & {unread?: number, status?: BellStatus, notifications?: BellNotification[]}} */ (find('#bell'));
const code = codeView();
/** When notifications arrived at the bell, by topic and offset. @type {Map<string, number>} */
const arrivals = new Map();
/** The last notification sent. @type {{key: string, started: number} | null} */
let sent = null;
userView(() => {
  setUser(bell);
  draw();
});

const fields = () => /** @type {Fields} */ (Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value).trim()])));

/** Shows the fields that the recipient needs, and the code. */
function draw() {
  const all = fields();
  const user = currentUser();
  const named = all.to === 'user' || all.to === 'group';
  find('#name-field').hidden = !named;
  write(find('#name-label'), all.to === 'group' ? 'Group' : 'User');
  mark(find('#name'), 'placeholder', all.to === 'group' ? 'editors' : 'u42');
  code.show(messageOf(named && !all.name ? {...all, name: all.to === 'group' ? 'editors' : 'u42'} : all, user.name),
    {origin: location.origin, user: user.name, groups: user.groups, withToken: token !== ''});
}

/** @param {string} id @param {string} text */
function reject(id, text) {
  mark(find(id), 'aria-invalid', 'true');
  write(find('#problem'), text);
  find(id).focus();
}

form.addEventListener('input', ({target}) => {
  if (target instanceof Element) mark(target, 'aria-invalid', null);
  draw();
});

form.addEventListener('submit', async event => {
  event.preventDefault();
  const all = fields();
  write(find('#problem'), '');
  if (!find('#name-field').hidden && nameProblem(all.name)) return reject('#name', all.name ? nameProblem(all.name) : `Enter the ${all.to} to send to.`);
  if (!all.title) return reject('#title', 'A notification needs a title.');
  const {topic, data} = messageOf(all, currentUser().name);
  const started = performance.now();
  send.disabled = true;
  try {
    const answer = await request(`/v1/topics/${encodeURIComponent(topic)}`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(data)});
    const receipt = await answer.json();
    sent = {key: `${topic} ${receipt.offset}`, started};
    find('#result').replaceChildren(element('strong', {}, 'Sent'), ` to ${topic} in ${elapsed(performance.now() - started)}, offset ${receipt.offset}.`);
    showArrival();
  } catch (error) {
    const {message} = /** @type {Error} */ (error);
    find('#result').replaceChildren();
    if (isDenied(error)) notice.deny(`publish on ${topic}`, /** @type {any} */ (error));
    write(find('#problem'), error instanceof TypeError ? 'Not sent: the server cannot be reached.' : message);
  } finally {
    send.disabled = false;
  }
});

/** @param {number} ms */
const elapsed = ms => `${Math.max(1, Math.round(ms))} ms`;

/** Completes the result when the notification has arrived at the bell, which may be before the answer. */
function showArrival() {
  const arrived = sent && arrivals.get(sent.key);
  if (!sent || arrived === undefined || arrived === null) return;
  find('#result').append(` At the bell after ${elapsed(arrived - sent.started)}.`);
  sent = null;
  arrivals.clear();
}

bell.addEventListener('feedhorn-notification', ({detail: {topic, id}}) => {
  arrivals.set(`${topic} ${id.split(':')[2]}`, performance.now());
  showArrival();
});
bell.addEventListener('feedhorn-unread', ({detail: {unread}}) => write(find('#bell-summary'), unread ? `${unread} unread` : 'Nothing unread'));
// The page's notice shows if the token does not permit it.
feed.subscribe(`notify.${currentUser().name}`, () => {}, {conflate: false});
draw();
