// node --test bell.test.js: the state of the bell without a server, a connection and a page.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {KEPT, newInbox} from '../src/bell/inbox.js';
import {itemOf, safeAddress} from '../src/bell/notification.js';
import {newReadState} from '../src/bell/read-state.js';
import {newTimeFormat} from '../src/bell/relative-time.js';
import {readerOf, topicsOf} from '../src/bell/topics.js';

const BASE = 'https://shop.example/orders/';
const EPOCH = 'k3f9';
const NOTHING = {cursor: '', read: []};

const item = (offset, data = {}, topic = 'notify.u42') => itemOf({topic, offset, ts: offset * 1000, data: {title: `n${offset}`, ...data}}, EPOCH, BASE);
const id = (offset, feed = 'notify') => `${feed}:${EPOCH}:${offset}`;

function inboxOf(items, marks = NOTHING, truncated = []) {
  const inbox = newInbox();
  inbox.replace(items, truncated, marks);
  return inbox;
}

const titles = inbox => inbox.view(0).list.map(({title}) => title);
const unread = inbox => inbox.view(0).list.filter(({read}) => !read).map(({title}) => title);

function mark(inbox, ...offsets) {
  const marks = inbox.marksOf(offsets.map(offset => id(offset)), 0);
  inbox.pending.merge(marks);
  return marks;
}

test('an update without a title is not a notification', () => {
  for (const data of [null, 1, 'text', [], {}, {title: ''}, {title: 5}])
    assert.equal(itemOf({topic: 'notify.u42', offset: 1, ts: 1, data}, EPOCH, BASE), null);
});

test('only addresses of HTTP become links', () => {
  assert.equal(safeAddress('17', BASE), 'https://shop.example/orders/17');
  assert.equal(safeAddress('//other.example/x', BASE), 'https://other.example/x');
  for (const bad of ['javascript:alert(1)', ' JavaScript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'blob:https://a/b', 'http://', 7, null, {}])
    assert.equal(safeAddress(bad, BASE), '', String(bad));
});

test('an unknown level counts as information', () => {
  assert.equal(item(1, {level: 'error'}).level, 'error');
  assert.equal(item(1, {level: 'toString'}).level, 'info');
});

test('the list is newest first, and the count is that of its unread entries', () => {
  const inbox = inboxOf([item(1), item(3), item(2)], {cursor: id(1), read: [id(3)]});
  assert.deepEqual(titles(inbox), ['n3', 'n2', 'n1']);
  assert.deepEqual(unread(inbox), ['n2']);
  assert.equal(inbox.view(0).unread, 1);
});

test('an expired notification is neither listed nor counted', () => {
  const inbox = inboxOf([item(1, {ttl: 10}), item(2)]);
  assert.equal(inbox.view(10_999).unread, 2);
  assert.equal(inbox.view(10_999).nextExpiry, 11_000);
  assert.equal(inbox.view(11_000).unread, 1);
  assert.equal(inbox.view(11_000).nextExpiry, Infinity);
});

test('a notification replaces older ones of its topic with the same collapse key', () => {
  const inbox = inboxOf([item(1, {collapse: 'a'}), item(2, {collapse: 'b'}), item(3, {collapse: 'a'}), item(4, {collapse: 'a'}, 'notify-all.everyone'), item(5)]);
  assert.deepEqual(titles(inbox), ['n5', 'n4', 'n3', 'n2']);
  assert.equal(inbox.view(0).unread, 4);
});

test('a deleted topic takes its notifications along', () => {
  const inbox = inboxOf([item(1), item(2, {}, 'notify-group.editors'), item(3)], NOTHING, ['notify.u42']);
  inbox.end('notify.u42');
  assert.deepEqual(titles(inbox), ['n2']);
  assert.deepEqual(inbox.truncated, []);
  assert.equal(inbox.view(0).unread, 1);
  assert.ok(inbox.add(item(4)));
  assert.deepEqual(titles(inbox), ['n4', 'n2']);
});

test('single marks become a position as soon as nothing below them is unread', () => {
  const inbox = inboxOf([item(3), item(5), item(9)]);
  assert.deepEqual(mark(inbox, 5), {cursor: '', read: [id(5)]});
  assert.deepEqual(mark(inbox, 3), {cursor: id(5), read: []});
  assert.deepEqual(mark(inbox, 9), {cursor: id(9), read: []});
  assert.deepEqual(unread(inbox), []);
});

test('a position is not moved over older updates that are not known', () => {
  const inbox = inboxOf([item(103), item(105)], NOTHING, ['notify.u42']);
  assert.deepEqual(mark(inbox, 103), {cursor: '', read: [id(103)]});
  const known = inboxOf([item(103), item(105)], {cursor: id(103), read: []}, ['notify.u42']);
  assert.deepEqual(mark(known, 105), {cursor: id(105), read: []});
});

test('what arrives after the marking of all stays unread', () => {
  const inbox = inboxOf([item(1), item(2), item(7, {}, 'notify-all.everyone')]);
  const marks = inbox.allMarks;
  inbox.add(item(3));
  inbox.pending.merge(marks);
  assert.deepEqual(unread(inbox), ['n3']);
  assert.equal(inbox.view(0).list.length, 4);
});

test('marks are shown before the server confirms them, and stay if it answers with an older state', () => {
  const inbox = inboxOf([item(1), item(2)]);
  mark(inbox, 2);
  inbox.confirm(NOTHING);
  assert.deepEqual(unread(inbox), ['n1']);
  assert.ok(!inbox.pending.empty);
  inbox.confirm({cursor: '', read: [id(2)]});
  assert.ok(inbox.pending.empty);
  assert.deepEqual(unread(inbox), ['n1']);
});

test('a state never moves back within an epoch; a new epoch starts over', () => {
  const state = newReadState({cursor: id(7), read: [id(9)]});
  state.merge({cursor: id(5), read: []});
  assert.deepEqual(state.marks, {cursor: id(7), read: [id(9)]});
  state.merge({cursor: 'notify:aaaa:2', read: []});
  assert.deepEqual(state.marks, {cursor: 'notify:aaaa:2', read: []});
  assert.equal(state.has({feed: 'notify', epoch: EPOCH, offset: 1, id: id(1)}), false);
});

test('the cursor of a reader that has acknowledged nothing is no position', () => {
  assert.ok(newReadState({cursor: 'earliest'}).empty);
});

test('each topic keeps the same number of notifications as a fresh page loads', () => {
  const inbox = inboxOf([]);
  for (let offset = 1; offset <= KEPT + 20; offset++) inbox.add(item(offset));
  inbox.add(item(1, {}, 'notify-all.everyone'));
  assert.equal(inbox.view(0).unread, KEPT + 1);
  assert.deepEqual(inbox.truncated, ['notify.u42']);
});

test('a notification that is known or too old is not new', () => {
  const inbox = inboxOf(Array.from({length: KEPT}, (_, i) => item(i + 10)));
  assert.equal(inbox.add(item(10)), false);
  assert.equal(inbox.add(item(9)), false);
  assert.equal(inbox.add(item(1000)), true);
});

test('devices that mark at random, and hear of each other late and out of order, end with the same list', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomOf(seed);
    const items = Array.from({length: 12}, (_, i) => item(i + 1, {collapse: random() < 0.3 ? 'x' : undefined}, random() < 0.3 ? 'notify-all.everyone' : 'notify.u42'));
    const server = newReadState();
    const devices = [1, 2, 3].map(() => inboxOf(items));
    const moves = [];
    for (let step = 0; step < 20; step++) {
      const device = devices[Math.floor(random() * 3)];
      const one = items[Math.floor(random() * items.length)];
      const marks = random() < 0.1 ? device.allMarks : device.marksOf([one.id], 0);
      device.pending.merge(marks);
      server.merge(marks);
      moves.push(server.marks);
      device.confirm(moves[Math.floor(random() * moves.length)]);
      const before = unread(device);
      device.confirm(moves[Math.floor(random() * moves.length)]);
      for (const title of unread(device)) assert.ok(before.includes(title), `seed ${seed}: ${title} became unread again`);
    }
    for (const device of devices) device.confirm(server.marks);
    for (const device of devices) {
      assert.deepEqual(device.view(0), devices[0].view(0), `seed ${seed}`);
      assert.ok(device.pending.empty, `seed ${seed}`);
    }
  }
});

test('names that cannot be a segment of a topic are refused', () => {
  assert.deepEqual(topicsOf('u42', ['editors']), ['notify.u42', 'notify-group.editors', 'notify-all.everyone']);
  assert.deepEqual(topicsOf('ju\u0308rgen', [])[0], 'notify.j\u00fcrgen');
  for (const bad of ['', 'a b', 'a.b', '*', '>', 'a,b', '"', '\\', '\u0000', 'x'.repeat(188)]) assert.throws(() => topicsOf(bad, []), RangeError, bad);
  assert.deepEqual(topicsOf('\u{1f98a}'.repeat(187), [])[0], `notify.${'\u{1f98a}'.repeat(187)}`);
  assert.throws(() => topicsOf('u42', ['a.b']), /'groups'/);
});

test('the reader of a user has characters that readers allow, and is its own', () => {
  assert.equal(readerOf('u42'), 'u42');
  assert.match(readerOf('j\u00fcrgen@x'), /^[\w-]+$/);
  assert.notEqual(readerOf('a@b'), readerOf('a+b'));
});

test('times are relative for a week, and dates before', () => {
  const {relative} = newTimeFormat('en');
  const now = Date.UTC(2026, 10, 28, 12);
  assert.equal(relative(now - 10_000, now), 'now');
  assert.equal(relative(now + 500, now), 'now');
  assert.match(relative(now - 5 * 60_000, now), /^5 min/);
  assert.match(relative(now - 3 * 3_600_000, now), /^3 h/);
  assert.equal(relative(now - 30 * 3_600_000, now), 'yesterday');
  assert.match(relative(now - 9 * 86_400_000, now), /2026/);
});

function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}
