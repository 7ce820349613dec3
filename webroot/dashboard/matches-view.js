import {animate, element, mark, write} from '../shared/dom.js';
import {date} from '../shared/format.js';
import {pageOf, star} from '../shared/star.js';

/** @import {Fixture, Goal, Matches, Side} from './matches.js' */

const GOAL_SHOWN_MS = 12_000;
const FULL = 90;
/** @type {Record<string, string>} */
const PHASES = {pre: 'Kick-off', 'half-time': 'Half-time', 'full-time': 'Full time'};

/** @param {HTMLElement} list */
export function matchesView(list) {
  /** @type {Map<string, ReturnType<typeof card>>} */
  const cards = new Map();

  /** @param {Fixture} fixture */
  const cardOf = fixture => {
    let found = cards.get(fixture.topic);
    if (!found) {
      cards.set(fixture.topic, (found = card(fixture.topic)));
      const after = [...list.children].find(other =>
        (other.getAttribute('data-topic') ?? '').localeCompare(fixture.topic, 'en', {numeric: true}) > 0);
      list.insertBefore(found.node, after ?? null);
    }
    return found;
  };

  return {
    /** @param {string} topic */
    remove(topic) {
      cards.get(topic)?.node.remove();
      cards.delete(topic);
    },
    /** @param {Iterable<Fixture>} changed */
    draw(changed) {
      for (const fixture of changed) cardOf(fixture).draw(fixture);
    },
    /** @param {Fixture} fixture */
    celebrate(fixture) {
      if (fixture.scored) cardOf(fixture).celebrate(fixture.scored.side);
    },
    /** @param {Matches} matches @param {(ts: number) => boolean} old */
    dim(matches, old) {
      for (const fixture of matches.fixtures.values()) mark(cardOf(fixture).node, 'data-old', old(fixture.ts));
    },
  };
}

/** @param {string} topic */
function card(topic) {
  const division = element('span', {class: 'division'});
  const clock = element('span', {class: 'clock'});
  const more = element('a', {class: 'more', href: pageOf(topic)});
  /** @type {Record<Side, ReturnType<typeof side>>} */
  const sides = {home: side(), away: side()};
  const goals = element('span', {class: 'goals'});
  const line = element('span', {class: 'line', 'aria-hidden': 'true'}, goals);
  const node = element('li', {class: 'match panel', 'data-topic': topic},
    element('div', {class: 'about'}, division, clock, more, star(topic, topic)), sides.home.node, sides.away.node, line);
  let drawn = '';

  return {
    node,
    /** @param {Fixture} fixture */
    draw({now, goals: fallen}) {
      write(division, `${now.division} \u00b7 ${date(now.date)}`);
      write(clock, PHASES[now.phase] ?? `${now.minute}\u2032`);
      mark(more, 'aria-label', `${now.home} \u2013 ${now.away}: chart and alerts`);
      mark(node, 'data-phase', now.phase);
      sides.home.draw(now.home, now.phase === 'pre' ? null : now.homeScore, now.homeScore > now.awayScore);
      sides.away.draw(now.away, now.phase === 'pre' ? null : now.awayScore, now.awayScore > now.homeScore);
      line.style.setProperty('--played', String(now.phase === 'full-time' ? 1 : Math.min(1, now.minute / FULL)));
      const key = fallen.map(({side: who, minute}) => who + minute).join();
      if (key === drawn) return;
      drawn = key;
      goals.replaceChildren(...fallen.map(tick));
    },
    /** @param {Side} who */
    celebrate(who) {
      sides[who].celebrate();
      mark(node, 'data-goal', true);
      clearTimeout(Number(node.dataset.timer));
      node.dataset.timer = String(setTimeout(() => {
        mark(node, 'data-goal', null);
        for (const each of Object.values(sides)) mark(each.node, 'data-scored', null);
      }, GOAL_SHOWN_MS));
    },
  };
}

/** @param {Goal} goal */
function tick({side: who, minute}) {
  const mark = element('i', {class: who});
  mark.style.setProperty('--at', String(Math.min(1, minute / FULL)));
  return mark;
}

function side() {
  const club = element('span', {class: 'club'});
  const chip = element('span', {class: 'chip'}, 'Goal');
  const score = element('span', {class: 'score'});
  const node = element('div', {class: 'side'}, club, chip, score);
  return {
    node,
    /** @param {string} name @param {number | null} goals @param {boolean} leads */
    draw(name, goals, leads) {
      write(club, name);
      write(score, goals === null ? '\u2013' : String(goals));
      mark(node, 'data-leads', leads);
    },
    celebrate() {
      mark(node, 'data-scored', true);
      animate(score, [{scale: 1}, {scale: 1.35}, {scale: 1}], {duration: 700, easing: 'ease-out'});
    },
  };
}
