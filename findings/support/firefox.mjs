/** Shows pages in a headless Firefox for the experiments in Node. */
import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {reportFrom} from './pages.mjs';

// Names of other machines lead to this one, so that Firefox stays on loopback.
const PREFERENCES = 'user_pref("network.dns.forceResolve", "127.0.0.1");\n';
let started = 0;

function open(url) {
  const profile = `firefox${++started}`;
  mkdirSync(profile);
  writeFileSync(`${profile}/user.js`, PREFERENCES);
  const environment = {...process.env, HOME: process.cwd(), MOZ_CRASHREPORTER_DISABLE: '1'};
  return spawn('firefox-esr', ['--headless', '--no-remote', '--profile', profile, url],
      {stdio: 'ignore', env: environment});
}

/** Opens the page `/` in Firefox and returns its report, as reportFrom() does. */
export const reportOf = (routes, prepare) => reportFrom('Firefox', open, routes, prepare);
