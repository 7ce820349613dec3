#!/usr/bin/env bash
# Guess: an EventSource asks again until the server is back. The standard says so (WHATWG HTML, 9.2.3: only a status
#   but 200, or another type, fails the connection), and Chromium does it.
# Seen: Firefox asks once. If nothing listens on the port at that moment, the EventSource is closed for good. So it is
#   if its first connection is refused. It comes back if its stream breaks while the server takes connections.
# Version: Firefox 153.8.0esr (Debian 12), Node 20.
# Why it matters: a restart of two seconds loses every reader with Firefox and none with Chromium, in which pages are
#   tested.
# Feedhorn: the server cannot answer while it is down. A proxy as in docs/proxies.md answers for it, and no reader is
#   lost. docs/clients.md tells what a page does without one. The browser client reads by fetch.
source "$(dirname "$0")/support/firefox.sh"
cat > experiment.mjs <<'JS'
import {reportOf} from './firefox.mjs';
import {listen, stream, urlOf} from './streams.mjs';

/** Starts a server whose first stream breaks after half a second; it then takes no connections for a while. */
async function serverThatIsAway(millis) {
  let streams = 0;
  const server = await listen((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    stream(response, `retry: 600\ndata: ${++streams}\n\n`);
    if (streams === 1) setTimeout(leave, 500, response);
  });
  const {port} = server.address();
  const leave = response => {
    if (millis === 0) return response.destroy();
    server.closeAllConnections();
    server.close(() => setTimeout(() => server.listen(port, '127.0.0.1'), millis));
  };
  return urlOf(server);
}

const unused = await listen();
const refused = urlOf(unused);
unused.close();
const urls = [await serverThatIsAway(0), await serverThatIsAway(2000), refused];
const [broken, restarted, never] = await reportOf({'/': `(async () => {
  const sources = ${JSON.stringify(urls)}.map(url => {
    const source = new EventSource(url);
    const seen = {messages: 0};
    source.onmessage = () => seen.messages++;
    return {source, seen};
  });
  await pause(10_000);
  report(sources.map(({source, seen}) => ({...seen, state: source.readyState})));
})()`});
const text = ({messages, state}) => `${messages} messages, state ${state}`;
console.log(`broken: ${text(broken)}; away for 2 s: ${text(restarted)}; refused at first: ${text(never)}`);
const asDescribed = broken.state === 1 && broken.messages === 2
    && restarted.state === 2 && restarted.messages === 1 && never.state === 2;
process.exit(asDescribed ? 0 : 1);
JS
node experiment.mjs
