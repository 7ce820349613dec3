import {newReadState} from './read-state.js';

/** @import {Marks} from './read-state.js' */
/** @import {Requests} from './requests.js' */
/** @import {Storage} from './storage.js' */

/** The answers of a server that has no readers, or does not permit this one. */
const WITHOUT = [400, 403, 404];

/**
 * The read state that all devices of a user share: a reader of the server. If the server has no readers, or
 * the token does not permit this one, the state is kept by this browser alone.
 * @param {Requests} requests @param {string} name @param {Storage} kept @param {(error: Error) => void} problem
 */
export function newReader(requests, name, kept, problem) {
  let shared = true;
  return {
    /** The topic of the reader's moves. */
    topic: `sys.readers.${name}`,

    /** False if only this browser has the state. */
    get shared() {
      return shared;
    },

    /** Subscribes the reader, so that the server counts its unread updates, and returns its state. @param {string[]} topics @returns {Promise<Marks>} */
    async open(topics) {
      try {
        await requests.open(name, topics);
        shared = true;
        return await requests.reader(name);
      } catch (error) {
        if (!WITHOUT.includes(/** @type {any} */ (error).status)) throw error;
        problem(/** @type {Error} */ (error));
        shared = false;
        return newReadState(kept.read() ?? {}).marks;
      }
    },

    /** @param {Marks} marks @returns {Promise<Partial<Marks>>} the state after it */
    async acknowledge(marks) {
      if (shared) return requests.acknowledge(name, marks);
      const state = newReadState(kept.read() ?? {});
      state.merge(marks);
      kept.write(state.marks);
      return state.marks;
    },
  };
}
