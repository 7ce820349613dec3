#!/usr/bin/env bash
# Guess: a WebSocket that breaks without a close frame has the close code 1006, in each runtime that has the WebSocket of
#   browsers. The standard says so (RFC 6455, 7.1.5).
# Seen: in Deno the code is 0, if the connection breaks and if it is refused. In Node, with undici, and in Bun it is 1006.
#   All of them say `wasClean: false`.
# Versions: deno 2.9.6, bun 1.4.5, undici 7.30.2, Node 20.
# Why it matters: code that reconnects after 1006, or takes every code but 1006 for a decision of the server, works in
#   Node and in browsers, and never reconnects in Deno.
# Feedhorn: its client takes 0 for a break, as it does 1006. docs/compatibility.md tells others to look at `wasClean`.
source "$(dirname "$0")/support/npm-packages.sh" deno@2.9.6 bun@1.4.5 undici@7.30.2 ws@8.23.0
deno=(node_modules/@deno/linux-*/deno)
bun=(node_modules/@oven/bun-linux-*/bin/bun)
[[ -x ${deno[0]} && -x ${bun[0]} ]] || cannot_try "there is no Deno or no Bun for this machine."
cat > client.mjs <<'JS'
const WebSocket = globalThis.WebSocket ?? (await import('undici')).WebSocket;
const [port, refused] = globalThis.Deno?.args ?? process.argv.slice(2);
const seen = [];
for (const url of [`ws://127.0.0.1:${port}/`, `ws://127.0.0.1:${refused}/`]) {
  const socket = new WebSocket(url);
  socket.onerror = () => {};
  const {code, wasClean} = await new Promise(closed => socket.onclose = closed);
  seen.push(`${code} ${wasClean}`);
}
console.log(seen.join(', '));
JS
cat > experiment.mjs <<'JS'
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {WebSocketServer} from 'ws';
import {listen} from './streams.mjs';

const [deno, bun] = process.argv.slice(2);
const server = await listen();
new WebSocketServer({server}).on('connection', socket => setTimeout(() => socket.terminate(), 200));
const unused = await listen();
const ports = [server.address().port, unused.address().port];
unused.close();

const broken = '1006 false, 1006 false';
for (const [program, options, expected] of [
  [process.execPath, [], broken],
  [bun, [], broken],
  [deno, ['run', '--allow-net', '--no-config'], '0 false, 0 false'],
]) {
  const {stdout} = await promisify(execFile)(program, [...options, 'client.mjs', ...ports], {timeout: 20_000});
  console.log(`${program}: ${stdout.trim()}`);
  if (stdout.trim() !== expected) process.exitCode = 1;
}
process.exit();
JS
export HOME=$PWD DENO_NO_UPDATE_CHECK=1
node --no-warnings experiment.mjs "${deno[0]}" "${bun[0]}"
