/** @import {Update} from '../client/feedhorn.js' */
/** @typedef {'home' | 'away'} Side */
/** @typedef {{side: Side, minute: number}} Goal */
/**
 * @typedef {object} Match
 * @property {string} division
 * @property {string} date
 * @property {string} home
 * @property {string} away
 * @property {number} homeScore
 * @property {number} awayScore
 * @property {number} minute
 * @property {'pre' | 'first-half' | 'half-time' | 'second-half' | 'full-time'} phase
 * @property {Goal | null} goal
 */
/** @typedef {{topic: string, now: Match, goals: Goal[], scored: Goal | null, ts: number}} Fixture */
/** @typedef {{club: string, played: number, won: number, drawn: number, lost: number, goalsFor: number, goalsAgainst: number, points: number}} Row */
/** @typedef {{division: string, date: string, rows: Row[]}} Table */
/** @typedef {{topic: string, now: Table, first: Map<string, number>, ts: number}} Standing */

/** @param {Match} a @param {Match} b */
const sameGame = (a, b) => a.date === b.date && a.home === b.home && a.away === b.away;

/** The state of matches and league tables, without access to the page. */
export class Matches {
  /** @type {Map<string, Fixture>} */
  fixtures = new Map();
  /** @type {Map<string, Standing>} */
  standings = new Map();
  /** @type {Set<Fixture>} */
  changed = new Set();
  /** @type {Set<Standing>} */
  moved = new Set();

  /** @param {Update<Match>} update @returns {{first: boolean, scored: Fixture | null}} */
  take({topic, data, ts}) {
    const known = this.fixtures.get(topic);
    const goals = known && sameGame(known.now, data) ? known.goals : [];
    const goal = data.goal && !goals.some(one => one.side === data.goal?.side && one.minute === data.goal.minute) ? data.goal : null;
    if (goal) goals.push(goal);
    const fixture = Object.assign(known ?? {}, {topic, now: data, goals, scored: goal, ts});
    this.fixtures.set(topic, fixture);
    this.changed.add(fixture);
    return {first: !known, scored: goal ? fixture : null};
  }

  /** Adds the goals before the page was opened. @param {string} topic @param {Update<Match>[]} updates */
  remember(topic, updates) {
    const fixture = this.fixtures.get(topic);
    if (!fixture) return;
    for (const {data: {goal, ...match}} of updates)
      if (goal && sameGame({...match, goal}, fixture.now) && !fixture.goals.some(one => one.side === goal.side && one.minute === goal.minute))
        fixture.goals.push(goal);
    fixture.goals.sort((a, b) => a.minute - b.minute);
    this.changed.add(fixture);
  }

  /** @param {Update<Table>} update */
  rank({topic, data, ts}) {
    const known = this.standings.get(topic);
    const first = known?.now.date === data.date ? known.first : new Map(data.rows.map(({club}, place) => [club, place]));
    const standing = Object.assign(known ?? {}, {topic, now: data, first, ts});
    this.standings.set(topic, standing);
    this.moved.add(standing);
  }

  /** Removes the match or table whose topic was deleted. @param {string} topic */
  end(topic) {
    for (const one of this.changed) if (one.topic === topic) this.changed.delete(one);
    for (const one of this.moved) if (one.topic === topic) this.moved.delete(one);
    this.fixtures.delete(topic);
    this.standings.delete(topic);
  }

  /** The league and the day of all matches; null if they differ. @returns {{division: string, date: string} | null} */
  get common() {
    const [first, ...others] = [...this.fixtures.values()].map(({now}) => now);
    return first && others.every(({division, date}) => division === first.division && date === first.date) ? first : null;
  }

  /** The topics of the tables to show: those of the leagues that are being played, else all. @returns {Set<string>} */
  current() {
    const playing = new Set([...this.fixtures.values()].map(({now}) => now.division + now.date));
    const all = [...this.standings.values()];
    const shown = all.filter(({now}) => playing.has(now.division + now.date));
    return new Set((shown.length ? shown : all).map(({topic}) => topic));
  }

  /** The clubs whose matches are running. @returns {Set<string>} */
  playing() {
    const running = [...this.fixtures.values()].filter(({now}) => /half/.test(now.phase));
    return new Set(running.flatMap(({now}) => [now.home, now.away]));
  }
}
