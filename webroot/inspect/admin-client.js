import {request} from '../shared/access.js';

/** @typedef {Record<string, any>} Item an object of a list of the admin API */
/** @typedef {{items: Item[], total: number, next: string | null, node: string | null, head: Item}} List */

/** The list of each view: its path, its field in the response, and the parameters that the page passes on. */
const LISTS = /** @type {Record<string, {path: string, items: (body: any) => Item[], parameters: string[]}>} */ ({
  connections: {path: 'connections', items: body => body.connections, parameters: ['order', 'transport', 'user', 'topic', 'after']},
  feeds: {path: 'feeds', items: body => body.feeds, parameters: ['after']},
  readers: {path: 'readers', items: body => body.readers, parameters: ['prefix', 'after']},
  sources: {path: 'sources', items: body => body.sources, parameters: []},
  cluster: {path: 'cluster', items: members, parameters: []},
});

/** The members of a cluster with the feeds that each one owns. @param {any} body @returns {Item[]} */
function members({cluster}) {
  if (!cluster) return [];
  const voters = cluster.durable?.voters ?? [];
  return cluster.members.map((/** @type {Item} */ member) => ({
    ...member,
    self: member.node === cluster.self,
    owns: Object.keys(cluster.owners).filter(feed => cluster.owners[feed] === member.node).sort(),
    available: member.node === cluster.self ? cluster.available : null,
    moving: cluster.moving,
    takingOver: member.node === cluster.self ? cluster.takingOver : null,
    voters,
  }));
}

/** A page of a list. @param {string} view @param {Record<string, string>} values @returns {Promise<List>} */
export async function list(view, values) {
  const {path, items, parameters} = LISTS[view];
  const query = new URLSearchParams(parameters.filter(name => values[name]).map(name => [name, values[name]]));
  const body = await (await request(`/v1/admin/${path}?${query}`)).json();
  const found = items(body).map(item => ({...item, isSingle: body.node === null}));
  return {items: found, total: body.total ?? found.length, next: body.next ?? null, node: body.node, head: body};
}

/** @param {string} id @returns {Promise<Item>} */
export const connection = async id => (await request(`/v1/admin/connections/${encodeURIComponent(id)}`)).json();

/** @param {string} id @param {string} code @returns {Promise<Item>} */
export const closeConnection = async (id, code) =>
  (await request(`/v1/admin/connections/${encodeURIComponent(id)}?code=${code}`, {method: 'DELETE'})).json();

/** @param {string} name @returns {Promise<Item>} the unread updates of each topic */
export const reader = async name => (await request(`/v1/readers/${encodeURIComponent(name)}`)).json();

/** @param {string} topic @param {string} json @returns {Promise<Item>} */
export const publish = async (topic, json) =>
  (await request(`/v1/topics/${encodeURIComponent(topic)}`, {method: 'POST', headers: {'content-type': 'application/json'}, body: json})).json();

/** @param {string} topic @returns {Promise<Item>} */
export const remove = async topic => (await request(`/v1/topics/${encodeURIComponent(topic)}`, {method: 'DELETE'})).json();
