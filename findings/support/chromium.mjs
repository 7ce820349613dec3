/** Shows pages in a headless Chromium for the experiments in Node. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as patience} from 'node:timers/promises';
import {listen, urlOf} from './streams.mjs';

const SWITCHES = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update',
];
let started = 0;

/**
 * Opens the page `/` in Chromium and returns what its script gives to report(…). Ends the process with 2 if that does
 * not happen.
 *
 * @param routes by path: the script of a page, or a function that answers a request
 * @param prepare is called with the server before the page is opened
 */
export async function reportOf(routes, prepare = () => {}) {
  let chromium;
  let reported = false;
  const report = new Promise(resolve => {
    routes = {
      ...routes,
      '/report': async (request, response) => {
        let text = '';
        for await (const part of request) text += part;
        response.end();
        reported = true;
        resolve(JSON.parse(text));
      },
    };
  });
  const server = await listen((request, response) => {
    const route = routes[new URL(request.url, 'http://localhost').pathname];
    if (typeof route === 'function') return route(request, response);
    response.writeHead(route ? 200 : 404, {'content-type': 'text/html'});
    response.end(`<script>
      const report = value => fetch('/report', {method: 'POST', body: JSON.stringify(value), cache: 'no-store'});
      const pause = millis => new Promise(done => setTimeout(done, millis));
      ${route}</script>`);
  });
  prepare(server);
  try {
    const switches = [...SWITCHES, `--user-data-dir=profile${++started}`];
    chromium = spawn('chromium', [...switches, urlOf(server)], {stdio: 'ignore'});
    return await Promise.race([report, patience(60_000, undefined, {ref: false})]);
  } finally {
    chromium.kill();
    await once(chromium, 'exit');
    server.closeAllConnections();
    server.close();
    if (!reported) {
      console.error('Not tried: no report from Chromium in 60 s.');
      process.exit(2);
    }
  }
}
