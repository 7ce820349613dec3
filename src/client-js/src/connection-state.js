/** @import {State} from '../feedhorn.js' */

/**
 * Returns a state with a change. Its `since` is the time of the last change of status or transport.
 * @param {State} state @param {Partial<State>} change @returns {State}
 */
export function changedState(state, change) {
  const next = {...state, ...change};
  next.since = next.status === state.status && next.transport === state.transport ? state.since : Date.now();
  return next;
}
