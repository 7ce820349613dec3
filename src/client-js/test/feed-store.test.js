// node --test feed-store.test.js: the state behind useFeed, without React and a connection.
import assert from 'node:assert/strict';
import {test} from 'node:test';

let frames = [];
globalThis.requestAnimationFrame = render => frames.push(render);
globalThis.cancelAnimationFrame = number => delete frames[number - 1];
const {newFeedStore} = await import('../react/feed-store.js');

function fakeFeed() {
  const feed = {
    state: {status: 'live'},
    open: 0,
    listeners: {},
    on(event, listener) {
      feed.listeners[event] = listener;
      return () => delete feed.listeners[event];
    },
    subscribe(topics, callback, options) {
      Object.assign(feed, {callback, topics, options});
      feed.open++;
      return {close: () => feed.open--};
    },
  };
  return feed;
}

const update = (topic, seq) => ({topic, seq, data: seq});
const frame = () => frames.splice(0).forEach(render => render?.());

function opened(options = {}) {
  frames = [];
  const feed = fakeFeed();
  const store = newFeedStore(feed, 'a.*', options);
  const renders = [];
  const stop = store.subscribe(() => renders.push(store.view()));
  return {feed, store, renders, stop};
}

test('many updates of a frame are one render, with the newest of each topic and all in order', () => {
  const {feed, renders} = opened({maxRate: 5});
  for (const [topic, seq] of [['a.x', 1], ['a.y', 1], ['a.x', 2]]) feed.callback(update(topic, seq));
  assert.equal(renders.length, 0);
  frame();
  assert.equal(renders.length, 1);
  assert.deepEqual(renders[0].latest, {'a.x': update('a.x', 2), 'a.y': update('a.y', 1)});
  assert.deepEqual(renders[0].updates.map(({seq}) => seq), [1, 1, 2]);
  assert.deepEqual(feed.options, {maxRate: 5});
});

test('a view that was rendered does not change', () => {
  const {feed, renders} = opened();
  feed.callback(update('a.x', 1));
  frame();
  feed.callback(update('a.x', 2));
  assert.equal(renders[0].latest['a.x'].seq, 1);
  assert.equal(renders[0].updates.length, 1);
});

test('only the newest updates are kept', () => {
  const {feed, renders} = opened({keep: 2});
  for (const seq of [1, 2, 3]) feed.callback(update('a.x', seq));
  frame();
  assert.deepEqual(renders[0].updates.map(({seq}) => seq), [2, 3]);
});

test('a topic that ended and a feed that was reset leave the view', () => {
  const {feed, store} = opened();
  feed.callback(update('a.x', 1));
  feed.callback(update('a.y', 1));
  feed.callback({topic: 'a.x', seq: 2, deleted: true});
  frame();
  assert.deepEqual(Object.keys(store.view().latest), ['a.y']);
  feed.listeners.reset({feed: 'b'});
  frame();
  assert.deepEqual(Object.keys(store.view().latest), ['a.y']);
  feed.listeners.reset({feed: 'a'});
  frame();
  assert.deepEqual([store.view().latest, store.view().updates], [{}, []]);
});

test('after a gap in a feed, a new subscription gets the newest updates of all its topics', async () => {
  const {feed, stop} = opened({since: 'a:k3f9:7', maxRate: 5});
  feed.callback(update('a.x', 1));
  feed.listeners.reset({feed: 'b', reason: 'history'});
  await null;
  assert.equal(feed.options.since, 'a:k3f9:7');

  feed.listeners.reset({feed: null, reason: 'history'});
  await null;

  assert.deepEqual(feed.options, {since: undefined, maxRate: 5});
  assert.equal(feed.open, 1);
  stop();
  assert.equal(feed.open, 0);
});

test('the subscription is open while a component listens', () => {
  const {feed, store, stop} = opened();
  feed.callback(update('a.x', 1));
  const stopOther = store.subscribe(() => {});
  assert.equal(feed.open, 1);
  stop();
  assert.equal(feed.open, 1);
  stopOther();
  assert.equal(feed.open, 0);
  assert.deepEqual(feed.listeners, {});
  assert.equal(frames.filter(Boolean).length, 0);
  store.subscribe(() => {});
  assert.deepEqual(store.view().latest, {});
});

test('a changed state is rendered, and without a client the view is empty', () => {
  const {feed, renders} = opened();
  feed.state = {status: 'reconnecting'};
  feed.listeners.state();
  frame();
  assert.equal(renders[0].state.status, 'reconnecting');
  const none = newFeedStore(null, 'a.*', {});
  none.subscribe(() => {});
  assert.deepEqual(none.view().latest, {});
});
