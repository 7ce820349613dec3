import {once} from 'node:events';
import net from 'node:net';

/**
 * Starts a TCP proxy that cuts each event stream after a number of blocks.
 * @param {string} url @param {number} blocks
 */
export async function cuttingProxy(url, blocks) {
  const {hostname, port} = new URL(url);
  const sockets = new Set();
  let cuts = 0;
  let cutOnce;
  const firstCut = new Promise(resolve => (cutOnce = resolve));

  const server = net.createServer(client => {
    const upstream = net.connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    let remaining = blocks;
    let newline = false;
    upstream.on('data', bytes => {
      for (let i = 0; i < bytes.length; i++) {
        const ends = bytes[i] === 0x0a;
        if (ends && newline && --remaining === 0) {
          client.end(bytes.subarray(0, i + 1));
          upstream.removeAllListeners('data');
          upstream.removeAllListeners('close');
          upstream.on('close', () => sockets.delete(upstream));
          upstream.destroy();
          cuts++;
          cutOnce();
          return;
        }
        newline = ends;
      }
      client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    firstCut,
    cuts: () => cuts,
    close: () => {
      server.close();
      sockets.forEach(socket => socket.destroy());
    },
  };
}
