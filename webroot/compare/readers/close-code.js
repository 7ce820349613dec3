/** @import {Denial} from '../row.js' */

/** @type {Record<number, Denial>} by close code after which a client does not reconnect unchanged */
const DENIALS = {4001: 'denied', 4002: 'closed'};

/** The reason why retrying is useless after a close code; undefined if it is not. @param {number} code */
export const denialOf = code => DENIALS[code];
