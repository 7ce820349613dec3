#!/usr/bin/env bash
# Guess: pages that poll the same URL have a request each, up to six at a time. The cache has no part in it, as the
#   answers are `no-store`.
# Seen: Chromium sends the second of equal requests when the first has been answered, and the third after the second,
#   because the answer might be stored; that earlier ones were not makes no difference. `cache: 'no-store'` in the
#   request prevents the waiting.
# Version: Chromium 156.0.8078.114 (Debian 12), Node 20.
# Why it matters: three long polls of the same topics take up to three times as long as they ask for, which is longer
#   than timeouts that were chosen for one. Event streams do not wait for each other.
# Feedhorn: its browser client sends `cache: 'no-store'`.
source "$(dirname "$0")/support/chromium.sh"
cat > experiment.mjs <<'JS'
import {reportOf} from './chromium.mjs';
import {pause} from './streams.mjs';

const WAIT_MILLIS = 2000;
const {usual, noStore} = await reportOf({
  '/': `
    async function seconds(options) {
      const start = performance.now();
      await Promise.all([0, 1, 2].map(() => fetch('/poll?since=7', options).then(response => response.text())));
      return (performance.now() - start) / 1000;
    }
    (async () => report({usual: await seconds(), noStore: await seconds({cache: 'no-store'})}))();`,
  '/poll': async (request, response) => {
    await pause(WAIT_MILLIS);
    response.writeHead(200, {'cache-control': 'no-store'});
    response.end('nothing new');
  },
});
console.log(`three equal polls of ${WAIT_MILLIS / 1000} s: ${usual.toFixed(1)} s, with no-store ${noStore.toFixed(1)} s`);
process.exitCode = usual > 2.8 * WAIT_MILLIS / 1000 && noStore < 2 * WAIT_MILLIS / 1000 ? 0 : 1;
JS
node experiment.mjs
