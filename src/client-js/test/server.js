import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';

/** Publishes over HTTP. */
export async function publish(url, topic, data) {
  const headers = {'content-type': 'application/json'};
  const response = await fetch(`${url}/v1/topics/${topic}`, {method: 'POST', headers, body: JSON.stringify(data)});
  const receipt = await response.json();
  assert.equal(response.status, 201, JSON.stringify(receipt));
  return {...receipt, update: {type: 'update', topic, offset: receipt.offset, seq: receipt.seq, ts: receipt.ts, data}};
}

/** Starts a TCP proxy whose connections can be cut. */
export async function startProxy(url) {
  const {hostname, port} = new URL(url);
  const sockets = new Set();
  const server = net.createServer(client => {
    const upstream = net.connect(Number(port), hostname);
    for (const [from, to] of [[client, upstream], [upstream, client]]) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Stops forwarding in both directions until it is resumed. */
    pause: () => sockets.forEach(socket => socket.pause()),
    resume: () => sockets.forEach(socket => socket.resume()),
    cut: () => sockets.forEach(socket => socket.destroy()),
    close: () => {
      server.close();
      sockets.forEach(socket => socket.destroy());
    },
  };
}
