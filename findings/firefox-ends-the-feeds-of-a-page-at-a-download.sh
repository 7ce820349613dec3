#!/usr/bin/env bash
# Guess: a link to a download leaves the page as it is, and with it what the page has open. So does a link that is
#   answered with 204.
# Seen: Firefox ends all connections of the page when the answer is asked for, although the page stays. A WebSocket is
#   closed with 1001, a poll and a stream by fetch fail, and an EventSource is closed for good (readyState 2) without an
#   error event. With the attribute `download`, and for a `mailto:` link, nothing ends. In Chromium nothing ends at all.
# Versions: Chromium 156.0.8078.114 and Firefox 153.8.0esr (Debian 12), ws 8.23.0, Node 20.
# Why it matters: a page with live figures often has a link that exports them. After a click on it the figures of an
#   EventSource stand still until the page is loaded again, and no handler of the page is called. A page that takes 1001
#   for the end of its server, or of itself, does not come back either.
# Feedhorn: the browser client reads by fetch or WebSocket, takes 1001 for a break, and resumes. docs/clients.md says what
#   pages with an EventSource of their own need.
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/chromium.sh"
source "$support/firefox.sh"
cat > experiment.mjs <<'JS'
import {WebSocketServer} from 'ws';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import {stream} from './streams.mjs';

const links = {
  'a download': {href: '/download'},
  'a download, with the attribute': {href: '/download', download: ''},
  'an answer with 204': {href: '/nothing'},
  'a mail': {href: 'mailto:a@example.org'},
};

/** Clicks a link in a page with four connections, and returns what the page was told of them. */
const click = async (reportOf, link) => reportOf({
  '/': `onload = async () => {
    const told = {};
    let last;
    const socket = new WebSocket('ws://' + location.host + '/socket');
    const events = new EventSource('/stream');
    socket.onclose = ({code}) => told.WebSocket = code;
    events.onmessage = () => last = performance.now();
    events.onerror = () => told.EventSource = 'error';
    const failed = name => () => told[name] = 'fails';
    fetch('/stream?fetch').then(async ({body}) => {
      for (const reader = body.getReader(); !(await reader.read()).done;);
    }).catch(failed('stream by fetch'));
    fetch('/poll').catch(failed('poll'));
    await pause(1500);
    const a = Object.assign(document.createElement('a'), ${JSON.stringify(link)});
    document.body.append(a);
    a.click();
    await pause(4000);
    const flow = performance.now() - last > 2000 ? 'silent' : 'goes on';
    report({told, events: flow, state: events.readyState});
  }`,
  '/stream': (request, response) => {
    stream(response, 'data: 0\n\n');
    const timer = setInterval(() => response.write('data: 1\n\n'), 100);
    request.socket.on('close', () => clearInterval(timer));
  },
  '/poll': () => {},
  '/download': (request, response) => {
    response.writeHead(200, {'content-type': 'text/csv', 'content-disposition': 'attachment; filename="prices.csv"'});
    response.end('EUR,1.0843\n');
  },
  '/nothing': (request, response) => response.writeHead(204).end(),
}, server => new WebSocketServer({server, path: '/socket'}));

for (const [name, {reportOf}] of Object.entries({Chromium: chromium, Firefox: firefox})) {
  for (const [title, link] of Object.entries(links)) {
    const {told, events, state} = await click(reportOf, link);
    const sorted = Object.keys(told).sort().map(key => `${key} ${told[key]}`).join(', ') || 'nothing';
    console.log(`${name}, ${title}: told ${sorted}; events: ${events}, state ${state}`);
  }
}
JS
node experiment.mjs | tee result
open='told nothing; events: goes on, state 1'
ended='told WebSocket 1001, poll fails, stream by fetch fails; events: silent, state 2'
diff result - <<END
Chromium, a download: $open
Chromium, a download, with the attribute: $open
Chromium, an answer with 204: $open
Chromium, a mail: $open
Firefox, a download: $ended
Firefox, a download, with the attribute: $open
Firefox, an answer with 204: $ended
Firefox, a mail: $open
END
