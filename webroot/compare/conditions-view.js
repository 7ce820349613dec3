import {mark, write} from '../shared/dom.js';
import {network, NETWORKS, within} from './settings.js';

/** @import {Settings, Handicap} from './settings.js' */

const NUMBERS = /** @type {const} */ (['rate', 'count', 'size']);
const FAULTS = /** @type {const} */ (['delay', 'loss', 'kilobits', 'sleep']);
const PATTERNS = /^\s*[\w-]+(\.[^.,"\\\s]+)+(\s*,\s*[\w-]+(\.[^.,"\\\s]+)+)*\s*$/;

/**
 * @param {HTMLFormElement} form @param {HTMLElement} presets the named networks, which belong to the form
 * @param {HTMLElement} summary @param {HTMLElement} aside
 * @param {(change: Partial<Settings>) => void} changed
 */
export function conditionsView(form, presets, summary, aside, changed) {
  /** @param {string} name */
  const field = name => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  /** @type {Settings | null} */
  let shown = null;

  form.addEventListener('submit', event => event.preventDefault());
  for (const place of [form, presets]) place.addEventListener('change', ({target}) => {
    if (!shown || !(target instanceof HTMLElement)) return;
    const name = target.getAttribute('name') ?? '';
    if (name === 'source') changed({source: field('source').form?.querySelector('[name=source][value=load]:checked') ? 'load' : 'demo'});
    else if (name === 'topics') take(field('topics'), PATTERNS.test(field('topics').value), () => changed({topics: field('topics').value.replace(/\s/g, '')}));
    else if (name === 'network') changed({handicap: {...NETWORKS[/** @type {HTMLInputElement} */ (target).value]}});
    else {
      const value = within(name, field(name).value);
      take(field(name), value !== null, () => changed(name in /** @type {Settings} */ (shown).handicap
        ? {handicap: /** @type {Handicap} */ ({.../** @type {Settings} */ (shown).handicap, [name]: value})}
        : {[name]: value}));
    }
  });

  return {
    /** @param {Settings} settings @param {boolean | null} lab if the server offers load and simulated networks; null: unknown */
    show(settings, lab) {
      shown = settings;
      for (const radio of form.querySelectorAll('[name=source]')) if (radio instanceof HTMLInputElement) radio.checked = radio.value === settings.source;
      field('topics').value = settings.topics;
      for (const name of NUMBERS) field(name).value = String(settings[name]);
      for (const name of FAULTS) field(name).value = String(settings.handicap[name]);
      const named = network(settings.handicap);
      for (const radio of presets.querySelectorAll('input')) {
        radio.checked = radio.value === named;
        radio.disabled = lab === false;
        const own = radio.closest('[data-own]');
        if (own instanceof HTMLElement) own.hidden = named !== 'custom';
      }
      mark(form, 'data-source', settings.source);
      for (const name of [...NUMBERS, ...FAULTS]) field(name).disabled = lab === false;
      for (const radio of form.querySelectorAll('[name=source][value=load]')) if (radio instanceof HTMLInputElement) radio.disabled = lab === false;
      write(aside, lab === false
        ? 'This server offers no generated load and no simulated networks, because lab.enabled is off. It is always off on a server that other machines can reach.'
        : 'The server generates the load. The simulated network applies to each measured connection of this page separately. A lost segment is sent again, as by TCP, and delays all later data.');
      write(summary, describe(settings));
    },
  };
}

/** @param {HTMLInputElement} input @param {boolean} good @param {() => void} then */
function take(input, good, then) {
  mark(input, 'aria-invalid', good ? null : 'true');
  if (good) then();
}

/** @param {Settings} settings */
export function describe({source, topics, rate, count, size, handicap}) {
  const what = source === 'demo' ? topics : `${rate} updates a second on ${count} topics, ${size} bytes each`;
  const {delay, loss, kilobits, sleep} = handicap;
  const faults = [delay && `${delay} ms each way`, loss && `${loss} % loss`, kilobits && `${kilobits} kbit/s`, sleep && `asleep for ${sleep} s of every 30`].filter(Boolean);
  return `${what} · ${faults.length ? faults.join(', ') : 'this network'}`;
}
