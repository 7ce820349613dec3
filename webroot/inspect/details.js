import {NONE, bytes, moment, seconds, span, whole} from './figures.js';
import {format} from './view-link.js';

/** @import {Item} from './admin-client.js' */
/** @typedef {{name: string, value: string | string[], link?: string, tone?: 'bad' | 'warn'}} Field a list of values has a line for each */

/** @param {string} view @param {Record<string, string>} values */
const link = (view, values) => format({view, values});

/** The fields of a selected row, by view. @type {Record<string, (item: Item) => Field[]>} */
export const DETAILS = {
  connections: item => [
    {name: 'Session', value: item.id},
    {name: 'User', value: item.user ?? NONE, link: item.user && link('connections', {user: item.user})},
    {name: 'Address', value: item.address},
    {name: 'Transport', value: item.transport},
    {name: 'State', value: item.state === 'open' ? 'open' : 'closing: the server has ended it'},
    {name: 'Opened', value: moment(item.opened)},
    {name: 'Token expires', value: item.expires ? moment(item.expires) : 'never'},
    {name: 'Pending updates', value: `${whole(item.pending)}${item.pending ? `, the oldest for ${seconds(item.lag)}` : ''}`, tone: item.lagging ? 'warn' : undefined},
    {name: 'Delivered', value: whole(item.delivered)},
    {name: 'Conflated', value: whole(item.conflated)},
    {name: `Topics (${whole(item.subscriptions)})`, value: item.topics},
  ],
  feeds: item => [
    {name: 'Topics', value: whole(item.topics), link: link('topics', {match: `${item.feed}.>`})},
    {name: 'Updates in history', value: `${whole(item.updates)}, ${bytes(item.bytes)}`},
    {name: 'History of a topic', value: `${whole(item.history.size)} updates, ${span(item.history.age)}`},
    {name: 'Idle topics', value: item.idle === null ? 'are kept' : `are deleted after ${span(item.idle)}`},
    {name: 'Slow readers', value: item.delivery === 'latest' ? 'latest: are conflated to the newest update of each topic' : 'every: get each update, up to limits.backlog'},
    {name: 'Durable', value: item.durable ? 'yes: updates survive a restart' : 'no: updates are in memory'},
    {name: 'Public', value: item.public ? 'yes: readable without a token' : 'no'},
    {name: 'Cache-Control', value: item.cache},
    {name: 'Presence', value: item.presence ? 'yes: who reads a topic is published' : 'no'},
    {name: 'Trace contexts', value: item.trace ? 'yes: updates have that of their publish' : 'no'},
    {name: 'Settings', value: item.configured ? `feeds.${item.feed}` : 'feeds.default'},
    {name: 'Position', value: `epoch ${item.epoch}, offset ${whole(item.offset)}`},
    {name: 'Owner', value: item.owner ?? (item.isSingle ? 'this server' : 'none yet'), link: item.owner && link('cluster', {key: item.owner})},
  ],
  readers: item => [
    {name: 'Cursor', value: item.cursor},
    {name: 'Unread', value: whole(item.unread) + (item.more ? ', and topics that are not counted' : '')},
    {name: 'Last used', value: moment(item.used)},
    {name: 'Kept', value: item.durable ? 'durable: survives a restart' : 'in memory'},
    {name: `Subscribed topics (${item.topics.length})`, value: item.topics},
    ...unread(item.unreadTopics ?? {}),
  ],
  sources: item => [
    {name: 'State', value: item.state ?? NONE, tone: item.state === 'failing' ? 'bad' : undefined},
    ...(item.reason ? [{name: 'Reason', value: item.reason}] : []),
    {name: 'Type', value: item.type ?? NONE},
    {name: 'Lag', value: seconds(item.lag)},
    {name: 'Messages', value: `${whole(item.messages)} received, ${whole(item.published)} published, ${whole(item.unchanged)} unchanged`},
    {name: 'Errors', value: whole(item.errors), link: item.lastError && link('topics', {topic: `sys.sources.${item.source}.errors`})},
    ...(item.lastError ? [{name: 'Last error', value: [`${moment(item.lastError.ts)}: ${item.lastError.kind}`, item.lastError.reason ?? ''], tone: /** @type {const} */ ('bad')}] : []),
    {name: 'Runs on', value: item.node ?? (item.isSingle ? 'this server' : 'none'), link: item.node && link('cluster', {key: item.node})},
    {name: 'Reported', value: moment(item.updated)},
    {name: 'State as topic', value: `sys.sources.${item.source}`, link: link('topics', {topic: `sys.sources.${item.source}`})},
  ],
  cluster: item => [
    {name: 'Answers this page', value: item.self ? 'yes' : 'no: open the page at the address of this node to see its connections'},
    ...(item.available === null ? [] : [{name: 'Can publish', value: item.available ? 'yes' : 'no: it does not reach the majority', tone: item.available ? undefined : /** @type {const} */ ('bad')}]),
    {name: 'Connections', value: whole(item.connections)},
    {name: 'Copies are moving', value: item.moving ? 'yes' : 'no'},
    ...(item.takingOver ? [{name: 'Taking over', value: 'yes: it has started, and other nodes still own some of its feeds'}] : []),
    ...(item.voters.length ? [{name: 'Voters of durable feeds', value: item.voters}] : []),
    {name: `Owned feeds (${item.owns.length})`, value: item.owns},
  ],
};

/** @param {Record<string, number>} topics @returns {Field[]} */
function unread(topics) {
  const lines = Object.entries(topics).filter(([, count]) => count).map(([topic, count]) => `${topic}: ${whole(count)}`);
  return lines.length ? [{name: 'Unread by topic', value: lines}] : [];
}
