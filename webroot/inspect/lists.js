import {NONE, bytes, few, seconds, whole} from './figures.js';

/** @import {Item} from './admin-client.js' */
/**
 * @typedef {{text: string, tone?: 'bad' | 'warn', small?: string}} Cell
 * @typedef {{name: string, cell: (item: Item, now: number) => Cell | string, number?: boolean, wide?: boolean, order?: string}} Column
 *   `order`: the order of the list in which this column decides; `wide`: hidden on a phone
 * @typedef {{name: string, label: string, placeholder?: string, choices?: [value: string, text: string][]}} Filter
 * @typedef {{title: string, one: string, many: string, act: string, key: (item: Item) => string, columns: Column[], filters: Filter[],
 *   order?: string, empty: (values: Record<string, string>) => [title: string, text: string]}} ListKind
 */

/** @param {Item} item @param {number} now */
const openFor = (item, now) => seconds((now - item.opened) / 1000);

/** @param {Item} item @returns {'bad' | 'warn' | undefined} */
const sourceTone = ({state}) => (state === 'failing' ? 'bad' : state === 'paused' || state === 'stopped' ? 'warn' : undefined);

/** The lists of the admin API by view. @type {Record<string, ListKind>} */
export const KINDS = {
  connections: {
    title: 'Connections',
    one: 'connection',
    many: 'connections',
    act: 'list connections',
    key: item => item.id,
    order: 'lag',
    columns: [
      {name: 'Client', order: 'id', cell: item => ({text: item.user ?? item.address, small: `${item.user ? `${item.address} · ` : ''}${item.id.slice(0, 8)}`})},
      {name: 'Transport', wide: true, cell: item => item.transport},
      {name: 'Topics', wide: true, cell: item => few(item.topics, item.subscriptions)},
      {name: 'Pending', number: true, order: 'lag', cell: item => ({text: whole(item.pending), tone: item.lagging ? 'warn' : undefined})},
      {name: 'Lag', number: true, cell: item => ({text: item.pending ? seconds(item.lag) : NONE, tone: item.lagging ? 'warn' : undefined})},
      {name: 'Conflated', number: true, wide: true, order: 'conflated', cell: item => whole(item.conflated)},
      {name: 'Delivered', number: true, wide: true, cell: item => whole(item.delivered)},
      {name: 'Open for', number: true, order: 'newest', cell: openFor},
    ],
    filters: [
      {name: 'user', label: 'User', placeholder: 'sub of the token'},
      {name: 'topic', label: 'Subscribed to', placeholder: 'prices.AAPL'},
      {name: 'transport', label: 'Transport', choices: [['', 'All transports'], ...['websocket', 'sse', 'long-polling', 'sockjs', 'sockjs-http', 'eventbus-websocket'].map(name => /** @type {[string, string]} */ ([name, name]))]},
    ],
    empty: values => (values.user || values.topic || values.transport
      ? ['No connections', 'No connection of this node has these properties.']
      : ['No connections', 'No client is connected to this node.']),
  },
  feeds: {
    title: 'Feeds',
    one: 'feed',
    many: 'feeds',
    act: 'list feeds',
    key: item => item.feed,
    columns: [
      {name: 'Feed', cell: item => ({text: item.feed, small: item.owner ? `owner ${item.owner}` : ''})},
      {name: 'Delivery', wide: true, cell: item => `${item.delivery}${item.durable ? ', durable' : ''}`},
      {name: 'Topics', number: true, cell: item => whole(item.topics)},
      {name: 'Updates', number: true, cell: item => whole(item.updates)},
      {name: 'Size', number: true, cell: item => bytes(item.bytes)},
      {name: 'Offset', number: true, wide: true, cell: item => whole(item.offset)},
    ],
    filters: [],
    empty: () => ['No feeds', 'No feed is configured, and nothing is published.'],
  },
  readers: {
    title: 'Readers',
    one: 'reader',
    many: 'readers',
    act: 'list readers',
    key: item => item.reader,
    columns: [
      {name: 'Reader', cell: item => item.reader},
      {name: 'Topics', wide: true, cell: item => few(item.topics)},
      {name: 'Kept', wide: true, cell: item => (item.durable ? 'durable' : 'memory')},
      {name: 'Unread', number: true, cell: item => whole(item.unread) + (item.more ? '+' : '')},
      {name: 'Last used', number: true, cell: (item, now) => seconds((now - item.used) / 1000)},
    ],
    filters: [{name: 'prefix', label: 'Name begins with', placeholder: 'u42'}],
    empty: values => (values.prefix
      ? ['No readers', `No reader has a name that begins with \u201c${values.prefix}\u201d.`]
      : ['No readers', 'A reader appears when a client subscribes with its name.']),
  },
  sources: {
    title: 'Sources',
    one: 'source',
    many: 'sources',
    act: 'list sources',
    key: item => item.source,
    columns: [
      {name: 'Source', cell: item => ({text: item.source, small: [item.type, item.node && `on ${item.node}`].filter(Boolean).join(' ')})},
      {name: 'State', cell: item => ({text: item.state ?? NONE, tone: sourceTone(item)})},
      {name: 'Lag', number: true, cell: item => seconds(item.lag)},
      {name: 'Messages', number: true, wide: true, cell: item => whole(item.messages)},
      {name: 'Published', number: true, wide: true, cell: item => whole(item.published)},
      {name: 'Errors', number: true, cell: item => ({text: whole(item.errors), tone: item.errors ? 'bad' : undefined})},
    ],
    filters: [],
    empty: () => ['No sources', 'A source is a section of the settings, sources.NAME.'],
  },
  cluster: {
    title: 'Cluster',
    one: 'member',
    many: 'members',
    act: 'see the cluster',
    key: item => item.node,
    columns: [
      {name: 'Node', cell: item => ({text: item.node, small: item.self ? 'answers this page' : ''})},
      {name: 'Connections', number: true, cell: item => whole(item.connections)},
      {name: 'Owned feeds', number: true, cell: item => whole(item.owns.length)},
      {name: 'Feeds', wide: true, cell: item => few(item.owns)},
    ],
    filters: [],
    empty: () => ['A single server', 'It is not a node of a cluster and orders all feeds itself.'],
  },
};
