import {element, find, mark, write} from '../shared/dom.js';
import {choicesFor, conditionOf, rulesOf, stateOf} from './rules.js';

/** @import {Alerts, Rule} from '../shared/alerts.js' */
/** @import {Choice} from './rules.js' */

/** @param {number} ms */
const time = ms => new Date(ms).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});

/**
 * The form for rules on one topic, and the list of those that there are.
 * @param {string} topic @param {{add: (...rules: Rule[]) => Promise<void>, remove: (id: string) => Promise<unknown>}} rules
 */
export function alertsView(topic, {add, remove}) {
  const form = /** @type {HTMLFormElement} */ (find('#alert'));
  const when = /** @type {HTMLSelectElement} */ (find('#when'));
  const value = /** @type {HTMLInputElement} */ (find('#value'));
  const repeat = /** @type {HTMLInputElement} */ (find('#repeat'));
  const submit = /** @type {HTMLButtonElement} */ (find('#alert button'));
  const list = find('#rules');
  /** @type {any} */
  let data = null;
  /** @type {Choice[]} */
  let choices = [];

  const chosen = () => choices.find(({id}) => id === when.value);

  /** Shows the number only if the condition has one. */
  function drawFields() {
    const unit = chosen()?.unit ?? null;
    find('#value-field').hidden = unit === null;
    write(find('#unit'), unit ?? '');
  }

  /** @param {string} text */
  const problem = text => write(find('#alert-problem'), text);

  /** @param {() => Promise<unknown>} action */
  async function attempt(action) {
    problem('');
    submit.disabled = true;
    try {
      await action();
      return true;
    } catch (error) {
      problem(error instanceof TypeError ? 'Not saved: the server cannot be reached.' : /** @type {Error} */ (error).message);
      return false;
    } finally {
      submit.disabled = data === null;
    }
  }

  when.addEventListener('change', () => {
    drawFields();
    if (!value.value || when.value === 'moves') value.value = '';
  });
  value.addEventListener('input', () => mark(value, 'aria-invalid', null));
  form.addEventListener('submit', async event => {
    event.preventDefault();
    write(find('#alert-result'), '');
    const needsNumber = chosen()?.unit != null;
    const text = value.value.trim();
    const number = Number(text);
    if (needsNumber && (text === '' || !Number.isFinite(number) || (when.value === 'moves' && number <= 0))) {
      mark(value, 'aria-invalid', 'true');
      problem(when.value === 'moves' ? 'Enter a percentage greater than 0.' : 'Enter a number.');
      value.focus();
      return;
    }
    if (needsNumber && Math.abs(number) > Number.MAX_SAFE_INTEGER) {
      mark(value, 'aria-invalid', 'true');
      problem(`Enter a number of at most ${Number.MAX_SAFE_INTEGER}: a larger one would be rounded.`);
      value.focus();
      return;
    }
    const done = await attempt(() => add(...rulesOf(topic, data, when.value, number, repeat.checked)));
    if (done) write(find('#alert-result'), 'The alert is set. It rings the bell, also when this page is closed.');
  });

  return {
    /** Takes over the newest value of the topic. @param {any} newest */
    take(newest) {
      data = newest;
      const wanted = choicesFor(newest);
      if (wanted !== choices && wanted.map(({id}) => id).join() !== choices.map(({id}) => id).join()) {
        choices = wanted;
        when.replaceChildren(...choices.map(({id, text}) => element('option', {value: id}, text)));
        submit.disabled = false;
        drawFields();
      }
    },
    /** @param {Alerts} alerts */
    draw({rules, status, why}) {
      const own = rules.filter(({rule}) => rule.topic === topic);
      find('#alerts').hidden = status === 'off';
      form.hidden = status === 'denied';
      write(find('#alerts-note'), status === 'denied' ? why : status === 'offline' ? 'The alerts cannot be loaded now.' : status === 'loading' || own.length ? '' : 'No alert on this topic yet.');
      list.replaceChildren(...own.map(alert => {
        const text = conditionOf(alert.rule);
        const button = element('button', {type: 'button', class: 'plain', 'aria-label': `Remove the alert: ${text}`}, 'Remove');
        button.addEventListener('click', () => attempt(() => remove(alert.rule.id)));
        return element('li', {'data-done': alert.done ? 'true' : 'false'},
          element('span', {class: 'condition'}, text), element('span', {class: 'rule-state'}, stateOf(alert, time)), button);
      }));
    },
  };
}
