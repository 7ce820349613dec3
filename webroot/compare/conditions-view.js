import {mark, write} from '../dom.js';
import {network, NETWORKS, within} from './settings.js';

/** @import {Settings, Handicap} from './settings.js' */

const NUMBERS = /** @type {const} */ (['rate', 'count', 'size']);
const FAULTS = /** @type {const} */ (['delay', 'loss', 'kilobits', 'sleep']);
const PATTERNS = /^\s*[A-Za-z0-9_-]+(\.[A-Za-z0-9_*>-]+)+(\s*,\s*[A-Za-z0-9_-]+(\.[A-Za-z0-9_*>-]+)+)*\s*$/;

/**
 * @param {HTMLFormElement} form @param {HTMLElement} summary @param {HTMLElement} aside
 * @param {(change: Partial<Settings>) => void} changed
 */
export function conditionsView(form, summary, aside, changed) {
  /** @param {string} name */
  const field = name => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const picker = /** @type {HTMLSelectElement} */ (form.elements.namedItem('network'));
  /** @type {Settings | null} */
  let shown = null;

  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('change', ({target}) => {
    if (!shown || !(target instanceof HTMLElement)) return;
    const name = target.getAttribute('name') ?? '';
    if (name === 'source') changed({source: field('source').form?.querySelector('[name=source][value=load]:checked') ? 'load' : 'demo'});
    else if (name === 'topics') take(field('topics'), PATTERNS.test(field('topics').value), () => changed({topics: field('topics').value.replace(/\s/g, '')}));
    else if (name === 'network') {
      if (NETWORKS[picker.value]) changed({handicap: {...NETWORKS[picker.value]}});
    } else {
      const value = within(name, field(name).value);
      take(field(name), value !== null, () => changed(name in /** @type {Settings} */ (shown).handicap
        ? {handicap: /** @type {Handicap} */ ({.../** @type {Settings} */ (shown).handicap, [name]: value})}
        : {[name]: name === 'rate' ? value : Math.round(/** @type {number} */ (value))}));
    }
  });

  return {
    /** @param {Settings} settings @param {boolean | null} lab whether the server makes load and bad networks */
    show(settings, lab) {
      shown = settings;
      for (const radio of form.querySelectorAll('[name=source]')) if (radio instanceof HTMLInputElement) radio.checked = radio.value === settings.source;
      field('topics').value = settings.topics;
      for (const name of NUMBERS) field(name).value = String(settings[name]);
      for (const name of FAULTS) field(name).value = String(settings.handicap[name]);
      picker.value = network(settings.handicap);
      mark(form, 'data-source', settings.source);
      for (const name of [...NUMBERS, ...FAULTS, 'network']) field(name).disabled = lab === false;
      for (const radio of form.querySelectorAll('[name=source][value=load]')) if (radio instanceof HTMLInputElement) radio.disabled = lab === false;
      write(aside, lab === false
        ? 'This server offers neither load nor bad networks: lab.enabled is off, as it is wherever others can reach the server.'
        : 'The server makes the load, and passes this page’s measured connections, and no others, through the bad network: each connection by itself. What is lost is sent again, as TCP does, and holds up what is behind it.');
      write(summary, said(settings));
    },
  };
}

/** @param {HTMLInputElement} input @param {boolean} good @param {() => void} then */
function take(input, good, then) {
  mark(input, 'aria-invalid', good ? null : 'true');
  if (good) then();
}

/** @param {Settings} settings */
export function said({source, topics, rate, count, size, handicap}) {
  const what = source === 'demo' ? topics : `${rate} updates a second on ${count} topics, ${size} bytes each`;
  const {delay, loss, kilobits, sleep} = handicap;
  const faults = [delay && `${delay} ms each way`, loss && `${loss} % loss`, kilobits && `${kilobits} kbit/s`, sleep && `asleep ${sleep} s of 30`].filter(Boolean);
  return `${what} · ${faults.length ? faults.join(', ') : 'the network as it is'}`;
}
