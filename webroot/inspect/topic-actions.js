import {element, find, mark, write} from '../shared/dom.js';
import {publish, remove} from './admin-client.js';

/** The form that publishes on a topic or deletes it. @param {HTMLElement} place a `details` element */
export function topicActions(place) {
  const topic = element('input', {id: 'publish-topic', name: 'topic', spellcheck: 'false', autocomplete: 'off', required: '', placeholder: 'prices.test'});
  const value = element('textarea', {id: 'publish-value', name: 'value', rows: '3', spellcheck: 'false', placeholder: '{"price":1.10}', 'aria-describedby': 'publish-result'});
  const ask = element('button', {type: 'button', class: 'plain danger'}, 'Delete the topic');
  const sure = element('button', {type: 'button', class: 'plain danger'}, 'Delete');
  const keep = element('button', {type: 'button', class: 'plain'}, 'Keep');
  const question = element('p', {class: 'question', role: 'alert'});
  const result = element('p', {id: 'publish-result', role: 'status'});
  const form = element('form', {class: 'actions', autocomplete: 'off'},
    element('label', {for: 'publish-topic'}, 'Topic'), topic,
    element('label', {for: 'publish-value'}, 'Value, as JSON'), value,
    element('div', {class: 'field'}, element('button', {type: 'submit', class: 'primary'}, 'Publish'), ask),
    question, result);
  place.append(form);

  const answer = (/** @type {string} */ text, /** @type {boolean} */ failed) => {
    write(result, text);
    mark(result, 'data-tone', failed ? 'bad' : null);
  };
  const close = () => question.replaceChildren();
  /** The topic of the question: the field may have another one by the answer. */
  let asked = '';
  /** @param {Promise<import('./admin-client.js').Item>} action @param {string} done */
  const run = async (action, done) => {
    try {
      const {seq, offset} = await action;
      answer(`${done} with seq ${seq}, offset ${offset}.`, false);
    } catch (problem) {
      answer(problem instanceof TypeError ? 'The server cannot be reached.' : /** @type {Error} */ (problem).message, true);
    }
  };

  form.addEventListener('submit', event => {
    event.preventDefault();
    close();
    const fault = faultOf(value.value);
    mark(value, 'aria-invalid', fault ? 'true' : null);
    if (fault) return answer(fault, true);
    run(publish(topic.value.trim(), value.value), 'Published');
  });
  ask.addEventListener('click', () => {
    asked = topic.value.trim();
    if (!asked) return topic.focus();
    question.replaceChildren(`Delete ${asked} with its history? `, sure, ' ', keep);
    sure.focus();
  });
  keep.addEventListener('click', () => {
    close();
    ask.focus();
  });
  sure.addEventListener('click', () => {
    close();
    ask.focus();
    run(remove(asked), 'Deleted');
  });

  return {
    /** Fills in the selected topic. @param {string} name */
    show(name) {
      topic.value = name;
      close();
      answer('', false);
    },
  };
}

/** Why a text is not a JSON value; empty if it is one. @param {string} text */
function faultOf(text) {
  try {
    JSON.parse(text);
    return '';
  } catch (problem) {
    return text.trim() ? `This is not JSON: ${/** @type {Error} */ (problem).message}` : 'A value is missing, for example 1, "text" or {"price":1.10}.';
  }
}
