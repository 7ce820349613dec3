import {element, write} from '../shared/dom.js';

/** @import {Sentence} from './verdict.js' */
/** @import {Claim} from './common-claims.js' */

/**
 * A list of pairs of texts. Items are updated in place to keep the layout stable.
 * @param {HTMLElement} list @param {Record<string, string>} [item] the attributes of each
 */
function pairs(list, item) {
  /** @param {[string, string][]} all */
  return all => {
    while (list.children.length > all.length) list.lastElementChild?.remove();
    while (list.children.length < all.length) list.append(element('li', item, element('h3'), element('p')));
    all.forEach(([one, other], at) => {
      const [head, text] = list.children[at].children;
      write(head, one);
      write(text, other);
    });
  };
}

/** @param {HTMLElement} list @returns {(all: Sentence[]) => void} */
export function verdictView(list) {
  const show = pairs(list);
  return all => show(all.length ? all.map(({title, text}) => [title, text]) : [['Not yet', 'The first conclusions need twenty updates.']]);
}

/** @param {HTMLElement} list @returns {(all: Claim[]) => void} */
export function claimsView(list) {
  const show = pairs(list, {class: 'panel'});
  return all => show(all.map(({claim, measured}) => [`“${claim}”`, measured]));
}
