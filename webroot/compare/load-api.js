import {ask, bearer} from '../shared/access.js';

/** @import {Settings} from './settings.js' */
/** @typedef {{topics: string[], base: string}} Given what the server made ready */

const RENEW_MS = 10_000;

/** The server's part of the laboratory: load and simulated networks for this page alone. */
export class Lab {
  /** If the server offers it; null until known. @type {boolean | null} */
  enabled = null;
  #head = 0;
  #run = '';
  #wanted = '';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {(why: string) => void} lost the server no longer has it */
  constructor(lost) {
    this.lost = lost;
    addEventListener('pagehide', () => this.#end());
  }

  async look() {
    try {
      const answer = await (await ask('/v1/lab', {cache: 'no-store'})).json();
      this.enabled = answer.enabled === true;
      this.#head = answer.head - '/v1/lab'.length;
    } catch {
      this.enabled = false;
    }
  }

  /** Bytes of the head of a request for a path, as the server counted one of this page's. @param {string} path */
  head = path => this.#head + path.length;

  /** @param {Settings} settings @returns {Promise<Given>} */
  async have(settings) {
    const {source, topics, rate, count, size, handicap} = settings;
    const own = source === 'load';
    const given = {topics: topics.split(','), base: location.origin};
    if (!this.enabled || (!own && !Object.values(handicap).some(Boolean))) {
      this.#end();
      return given;
    }
    this.#wanted = JSON.stringify({rate: own ? rate : 0, topics: count, size, handicap});
    const {topics: pattern, port} = await this.#ask();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#ask().catch(error => this.lost(error.message)), RENEW_MS);
    if (own) given.topics = [pattern];
    if (port) given.base = `${location.protocol}//${location.hostname}:${port}`;
    return given;
  }

  /** @returns {Promise<any>} */
  async #ask() {
    const body = JSON.stringify({...JSON.parse(this.#wanted), ...(this.#run && {run: this.#run})});
    try {
      const answer = await (await ask('/v1/lab', {method: 'POST', headers: {'content-type': 'application/json'}, body})).json();
      this.#run = answer.run;
      return answer;
    } catch (error) {
      this.#run = '';
      throw error;
    }
  }

  #end() {
    clearInterval(this.#timer);
    if (this.#run) fetch(`/v1/lab/${this.#run}`, {method: 'DELETE', keepalive: true, headers: bearer()}).catch(() => {});
    this.#run = '';
  }
}
