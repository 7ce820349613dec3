import {element, mark, write} from './dom.js';

/** @import {BellTexts} from '../../feedhorn-bell.js' */
/** @import {Push} from './push.js' */
/** @import {SystemNotifications} from './system-notifications.js' */

/**
 * The switch for notifications of the operating system.
 * @param {BellTexts} texts @param {SystemNotifications} system @param {Push} push
 */
export function newSwitchView(texts, system, push) {
  const hint = element('small', {});
  const node = element('button', {type: 'button', class: 'system', part: 'system', role: 'switch'},
    element('span', {}, texts.system, hint), element('span', {class: 'switch', 'aria-hidden': 'true'}));

  const draw = () => {
    const consent = system.consent();
    node.hidden = consent === 'unsupported';
    node.disabled = consent === 'blocked';
    mark(node, 'aria-checked', String(consent === 'on'));
    write(hint, consent === 'blocked' ? texts.systemBlocked : push.available ? texts.pushHint : texts.systemHint);
  };

  node.addEventListener('click', async () => {
    try {
      await (system.consent() === 'on' ? system.disable() : system.enable());
      draw();
    } catch (error) {
      draw();
      write(hint, /** @type {Error} */ (error).message);
    }
  });
  return {node, draw};
}
