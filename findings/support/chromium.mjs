/** Shows pages in a headless Chromium for the experiments in Node. */
import {spawn} from 'node:child_process';
import {reportFrom} from './pages.mjs';

const SWITCHES = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update',
];
let started = 0;

function open(url) {
  return spawn('chromium', [...SWITCHES, `--user-data-dir=profile${++started}`, url], {stdio: 'ignore'});
}

/** Opens the page `/` in Chromium and returns its report, as reportFrom() does. */
export const reportOf = (routes, prepare) => reportFrom('Chromium', open, routes, prepare);
