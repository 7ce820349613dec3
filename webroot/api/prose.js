import {element} from '../shared/dom.js';

/** A text whose parts between backticks are code. @param {string} text @returns {(Node | string)[]} */
export const prose = text => text.trim().split('`').map((part, index) => (index % 2 ? element('code', {}, part) : part));
