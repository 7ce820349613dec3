import {request, bearer} from '../shared/access.js';

/** @import {Settings} from './settings.js' */
/** @typedef {{topics: string[], base: string}} Given the topics and the address to read from */

const RENEW_MS = 10_000;

/** A client of the server's load API: generated load and simulated networks for this page only. */
export class LoadApi {
  /** True if the server offers the API; null until known. @type {boolean | null} */
  enabled = null;
  #head = 0;
  #run = '';
  #wanted = '';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {(why: string) => void} lost called when the server has dropped the run */
  constructor(lost) {
    this.lost = lost;
    addEventListener('pagehide', () => this.#end());
  }

  async check() {
    try {
      const answer = await (await request('/v1/lab', {cache: 'no-store'})).json();
      this.enabled = answer.enabled === true;
      this.#head = answer.head - '/v1/lab'.length;
    } catch {
      this.enabled = false;
    }
  }

  /** The size of the head of a request, derived from the size that the server counted for this page. @param {string} path */
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
    const {topics: pattern, port} = await this.#requestRun();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#requestRun().catch(error => this.lost(error.message)), RENEW_MS);
    if (own) given.topics = [pattern];
    if (port) given.base = `${location.protocol}//${location.hostname}:${port}`;
    return given;
  }

  /** @returns {Promise<any>} */
  async #requestRun() {
    const body = JSON.stringify({...JSON.parse(this.#wanted), ...(this.#run && {run: this.#run})});
    try {
      const answer = await (await request('/v1/lab', {method: 'POST', headers: {'content-type': 'application/json'}, body})).json();
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
