import {animate, element, mark, write} from '../shared/dom.js';
import {date} from '../shared/format.js';

/** @import {Matches, Row, Standing} from './matches.js' */
/** @typedef {[title: string, full: string, value: (row: Row) => string, kind?: string]} Column */

/** Tables with at least this number of clubs are split into two halves on wide screens. */
const MIN_SPLIT_ROWS = 12;

/** @type {Column[]} */
const COLUMNS = [
  ['P', 'Played', row => String(row.played)],
  ['W', 'Won', row => String(row.won), 'extra'],
  ['D', 'Drawn', row => String(row.drawn), 'extra'],
  ['L', 'Lost', row => String(row.lost), 'extra'],
  ['GF', 'Goals for', row => String(row.goalsFor), 'extra'],
  ['GA', 'Goals against', row => String(row.goalsAgainst), 'extra'],
  ['GD', 'Goal difference', row => difference(row.goalsFor - row.goalsAgainst)],
  ['Pts', 'Points', row => String(row.points), 'points'],
];

/** @param {number} goals */
const difference = goals => (goals > 0 ? `+${goals}` : goals < 0 ? `\u2212${-goals}` : '0');

/** @param {HTMLElement} place */
export function standingsView(place) {
  /** @type {Map<string, ReturnType<typeof table>>} */
  const tables = new Map();

  /** @param {Standing} standing */
  const tableOf = standing => {
    let found = tables.get(standing.topic);
    if (!found) {
      tables.set(standing.topic, (found = table(standing.topic)));
      place.append(found.node);
    }
    return found;
  };

  return {
    /** @param {string} topic */
    remove(topic) {
      tables.get(topic)?.node.remove();
      tables.delete(topic);
    },
    /** @param {Iterable<Standing>} moved @param {Set<string>} playing @param {Set<string>} shown topics */
    draw(moved, playing, shown) {
      for (const standing of moved) tableOf(standing).draw(standing, playing);
      for (const [topic, {node}] of tables) if (node.hidden === shown.has(topic)) node.hidden = !shown.has(topic);
      mark(place, 'data-one', shown.size === 1);
    },
    /** @param {Matches} matches @param {(ts: number) => boolean} old */
    dim(matches, old) {
      for (const standing of matches.standings.values()) mark(tableOf(standing).node, 'data-old', old(standing.ts));
    },
  };
}

/** @param {string} topic */
function table(topic) {
  const title = element('span', {class: 'title'});
  const day = element('span', {class: 'day'});
  const body = element('tbody', {role: 'rowgroup'});
  const node = element('div', {class: 'standing panel', 'data-topic': topic}, element('table', {role: 'table'},
    element('caption', {}, title, day),
    // The second head belongs to the second half of a split table.
    element('thead', {role: 'rowgroup'}, heads({role: 'row'}), heads({class: 'again', 'aria-hidden': 'true'})),
    body));
  /** @type {Map<string, ReturnType<typeof line>>} */
  const lines = new Map();
  /** The clubs in the order that is shown. */
  let drawn = '';

  return {
    node,
    /** @param {Standing} standing @param {Set<string>} playing */
    draw({now, first}, playing) {
      write(title, now.division);
      write(day, date(now.date));
      mark(node, 'data-split', now.rows.length >= MIN_SPLIT_ROWS);
      const half = Math.ceil(now.rows.length / 2);
      node.style.setProperty('--half', String(half));
      const clubs = now.rows.map(row => row.club);
      const order = clubs.join();
      // Places are read only if they change, because that lays out the page.
      const before = order === drawn ? null : new Map([...lines].map(([club, {node: row}]) => [club, spot(row)]));
      drawn = order;
      now.rows.forEach((row, place) => {
        let found = lines.get(row.club);
        if (!found) lines.set(row.club, (found = line(row.club)));
        found.draw(row, place, (first.get(row.club) ?? place) - place, playing.has(row.club));
        mark(found.node, 'data-top', place % half === 0);
        if (body.children[place] !== found.node) body.insertBefore(found.node, body.children[place] ?? null);
      });
      for (const [club, line] of lines) if (!clubs.includes(club) && lines.delete(club)) line.node.remove();
      if (!before) return;
      const moves = [...lines].map(([club, {node: row}]) => ({row, from: before.get(club), to: spot(row)}));
      for (const {row, from, to} of moves) slide(row, from ?? to, to);
    },
  };
}

/** @param {Record<string, string>} attributes */
const heads = attributes => element('tr', attributes,
  element('th', {scope: 'col', role: 'columnheader', class: 'place'}, element('abbr', {title: 'Position'}, '#')),
  element('th', {scope: 'col', role: 'columnheader'}, 'Club'),
  ...COLUMNS.map(([short, full, , kind = '']) =>
    element('th', {scope: 'col', role: 'columnheader', class: `number ${kind}`}, element('abbr', {title: full}, short))));

/** @typedef {{x: number, y: number}} Spot */
/** @param {HTMLElement} row @returns {Spot} */
const spot = row => ({x: row.offsetLeft, y: row.offsetTop});

/** Animates a club's change of place. @param {HTMLElement} row @param {Spot} from @param {Spot} to */
function slide(row, from, to) {
  const [x, y] = [from.x - to.x, from.y - to.y];
  if (x || y) animate(row, [{transform: `translate(${x}px, ${y}px)`}, {transform: 'none'}], {duration: 500, easing: 'ease-in-out'});
}

/** @param {string} club */
function line(club) {
  const rank = element('td', {class: 'place', role: 'cell'});
  const climb = element('span', {class: 'climb'});
  const on = element('span', {class: 'on'}, element('span', {class: 'visually-hidden'}, ' (playing now)'));
  const cells = COLUMNS.map(([, , , kind = '']) => element('td', {class: `number ${kind}`, role: 'cell'}));
  const node = element('tr', {role: 'row'}, rank,
    element('th', {scope: 'row', role: 'rowheader'}, element('span', {class: 'club'}, club), on, climb), ...cells);
  return {
    node,
    /** @param {Row} row @param {number} place @param {number} climbed @param {boolean} plays */
    draw(row, place, climbed, plays) {
      write(rank, String(place + 1));
      on.hidden = !plays;
      climb.hidden = !climbed;
      mark(climb, 'data-direction', climbed > 0 ? 'up' : 'down');
      write(climb, climbed ? `${climbed > 0 ? '\u25b2' : '\u25bc'}\u2009${Math.abs(climbed)}` : '');
      COLUMNS.forEach(([, , value], index) => write(cells[index], value(row)));
    },
  };
}
