/** Shows pages in a browser for the experiments in Node. */
import {once} from 'node:events';
import {setTimeout as patience} from 'node:timers/promises';
import {listen, urlOf} from './streams.mjs';

/**
 * Opens the page `/` in a browser and returns what its script gives to report(…). Ends the process with 2 if that does
 * not happen.
 *
 * @param name of the browser
 * @param open starts the browser with a URL and returns its process
 * @param routes by path: the script of a page, or a function that answers a request
 * @param prepare is called with the server before the page is opened
 */
export async function reportFrom(name, open, routes, prepare = () => {}) {
  let browser;
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
    browser = open(urlOf(server));
    return await Promise.race([report, patience(120_000, undefined, {ref: false})]);
  } finally {
    browser.kill();
    await once(browser, 'exit');
    server.closeAllConnections();
    server.close();
    if (!reported) {
      console.error(`Not tried: no report from ${name} in 120 s.`);
      process.exit(2);
    }
  }
}
