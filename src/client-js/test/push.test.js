// node --test push.test.js: the push subscription of the bell, with a browser and a server that are played.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newPush} from '../src/bell/push.js';
import {newStorage} from '../src/bell/storage.js';

const WORKER = 'https://shop.example/worker.js';
const TOPICS = ['notify.u42'];

/** A browser that has one push subscription at most. The key of the one that it has when it starts may be given. */
function browserOf(existingKey = '') {
  const browser = {key: existingKey};
  const subscription = () => {
    if (!browser.key) return null;
    const endpoint = `https://push.example/${browser.key}`;
    return {endpoint, toJSON: () => ({endpoint}), unsubscribe: async () => (browser.key = '')};
  };
  const pushManager = {
    getSubscription: async () => subscription(),
    async subscribe({applicationServerKey}) {
      if (browser.key && browser.key !== applicationServerKey) throw new DOMException('another key', 'InvalidStateError');
      browser.key = applicationServerKey;
      return subscription();
    },
  };
  browser.registration = {pushManager, active: {state: 'activated', addEventListener() {}}};
  const serviceWorker = {register: async () => browser.registration, getRegistration: async () => browser.registration};
  Object.defineProperty(globalThis, 'navigator', {value: {serviceWorker}, configurable: true});
  globalThis.PushManager = class {};
  return browser;
}

function serverOf(key) {
  const server = {stored: []};
  server.requests = {
    pushKey: async () => key,
    subscribePush: async one => server.stored.push(one),
    unsubscribePush: async endpoint => (server.stored = server.stored.filter(one => one.endpoint !== endpoint)),
  };
  return server;
}

const storedAs = key => [{endpoint: `https://push.example/${key}`, topics: TOPICS}];

test('the switch subscribes the browser and tells the server', async () => {
  browserOf();
  const server = serverOf('key-1');
  const push = newPush(server.requests, WORKER, TOPICS, newStorage('push'));

  await push.subscribe();

  assert.equal(push.available, true);
  assert.deepEqual(server.stored, storedAs('key-1'));
});

test('a server that has lost the subscription gets it with the next page', async () => {
  browserOf('key-1');
  const server = serverOf('key-1');
  const push = newPush(server.requests, WORKER, TOPICS, newStorage('push'));

  await push.resume(true);

  assert.equal(push.available, true);
  assert.deepEqual(server.stored, storedAs('key-1'));
});

test('a browser that has lost the subscription gets another one with the next page, if the user still wants it', async () => {
  for (const [lasting, key] of [[true, 'key-1'], [false, '']]) {
    const kept = newStorage('push');
    const browser = browserOf();
    const server = serverOf('key-1');
    const first = newPush(server.requests, WORKER, TOPICS, kept);
    await first.subscribe();
    if (!lasting) await first.unsubscribe();
    browser.key = '';
    server.stored = [];
    const second = newPush(server.requests, WORKER, TOPICS, kept);

    await second.resume(true);

    assert.equal(second.available, lasting);
    assert.equal(browser.key, key);
    assert.deepEqual(server.stored, lasting ? storedAs('key-1') : []);
  }
});

test('a subscription for an earlier key of the server is replaced', async () => {
  for (const renew of [push => push.resume(true), push => push.subscribe()]) {
    const browser = browserOf('key-1');
    const server = serverOf('key-2');
    const push = newPush(server.requests, WORKER, TOPICS, newStorage('push'));

    await renew(push);

    assert.equal(browser.key, 'key-2');
    assert.deepEqual(server.stored, storedAs('key-2'));
  }
});

test('a page does not subscribe a browser or a user that has not', async () => {
  for (const [key, wanted] of [['', true], ['key-1', false]]) {
    const browser = browserOf(key);
    const server = serverOf('key-1');
    const push = newPush(server.requests, WORKER, TOPICS, newStorage('push'));

    await push.resume(wanted);

    assert.equal(browser.key, key);
    assert.deepEqual(server.stored, []);
    assert.equal(push.registration, browser.registration);
  }
});

test('a server without Web Push gets nothing', async () => {
  browserOf('key-1');
  const server = serverOf('');
  const push = newPush(server.requests, WORKER, TOPICS, newStorage('push'));

  await push.resume(true);
  await push.subscribe();

  assert.equal(push.available, false);
  assert.deepEqual(server.stored, []);
});

test('the switch removes the subscription from browser and server', async () => {
  const browser = browserOf('key-1');
  const server = serverOf('key-1');
  const push = newPush(server.requests, WORKER, TOPICS, newStorage('push'));
  await push.resume(true);

  await push.unsubscribe();

  assert.equal(browser.key, '');
  assert.deepEqual(server.stored, []);
});
