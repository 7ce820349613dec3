/**
 * Deltas: the client gets only the changes of large values. The functions of this module stand between the client and
 * the connection: they ask for deltas and put the updates together, so the client sees only complete ones.
 */

/** @typedef {string | any[] | Map<string, any>} Tree JSON in which every string, number, true, false and null is its text */
/** @typedef {{seq: number, text: string, tree?: Tree}} Value the last value of a topic; the text until the first delta */

const HEAD = /^\{"type":"update","topic":"([^"]+)","offset":\d+,"seq":(\d+),"ts":[\d.]+,(?:"traceparent":"[^"]*",)?"(data|base|deleted)":/;
const PATCH = /^(\d+),"patch":/;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/g;
const SUBSCRIBE = '{"type":"subscribe"';
const DATA_LINE = 'data: ';
/** A close code for applications. */
const DOES_NOT_FIT = 3000;

/**
 * Options for `connect` with which updates come as deltas where these are smaller.
 * @param {{WebSocket?: any, fetch?: typeof globalThis.fetch}} [given] the options of the same names
 */
export function deltas({WebSocket = globalThis.WebSocket, fetch = globalThis.fetch} = {}) {
  return {...(WebSocket && {WebSocket: deltaSocket(WebSocket)}), fetch: deltaFetch(fetch)};
}

/** @param {any} WebSocket */
const deltaSocket = WebSocket =>
  class extends WebSocket {
    #assemble = newAssembler();
    /** @type {((event: {data: string}) => void) | null} */
    #listener = null;

    get onmessage() {
      return this.#listener;
    }

    set onmessage(listener) {
      this.#listener = listener;
      super.onmessage = listener && ((/** @type {{data: string}} */ event) => this.#receive(event.data));
    }

    /** @param {string} text */
    #receive(text) {
      let data;
      try {
        data = this.#assemble(text);
      } catch (/** @type {any} */ error) {
        // The client reconnects and resumes from its cursor, which begins with complete values.
        super.onmessage = null;
        return super.close(DOES_NOT_FIT, error.message);
      }
      this.#listener?.({data});
    }

    /** @param {string} text */
    send(text) {
      super.send(text.startsWith(SUBSCRIBE) ? text.replace('{', '{"delta":true,') : text);
    }
  };

/** @param {typeof globalThis.fetch} fetch @returns {typeof globalThis.fetch} */
const deltaFetch = fetch => async (url, init) => {
  if (!new URL(String(url)).pathname.endsWith('/v1/stream')) return fetch(url, init);
  const response = await fetch(`${url}&delta=true`, init);
  if (!response.ok || !response.body) return response;
  const text = response.body.pipeThrough(/** @type {any} */ (new TextDecoderStream()));
  return new Response(text.pipeThrough(completedLines()).pipeThrough(new TextEncoderStream()), response);
};

/** The lines of an event stream, in which each update is complete. @returns {TransformStream<string, string>} */
function completedLines() {
  const assemble = newAssembler();
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + chunk).split('\n');
      rest = /** @type {string} */ (lines.pop());
      const complete = lines.map(line => (line.startsWith(DATA_LINE) ? DATA_LINE + assemble(line.slice(DATA_LINE.length)) : line) + '\n');
      controller.enqueue(complete.join(''));
    },
  });
}

/** A function that returns the text of an update with its value, for the messages of one connection in their order. */
export function newAssembler() {
  /** @type {Map<string, Value>} */
  const values = new Map();
  return (/** @type {string} */ text) => {
    const [head, topic, number, kind] = HEAD.exec(text) ?? [];
    if (!head) return text;
    const known = values.get(topic);
    const rest = text.slice(head.length, -1);
    const seq = Number(number);
    values.delete(topic);
    if (kind === 'data') values.set(topic, {seq, text: rest});
    if (kind !== 'base') return text;
    const [start, base] = PATCH.exec(rest) ?? [];
    if (known?.seq !== Number(base) || !start) throw new Error('a delta does not fit');
    const tree = patched(known.tree ?? parse(known.text), rest.slice(start.length));
    values.set(topic, {seq, text: '', tree});
    return `${head.slice(0, -'base":'.length)}data":${write(tree)}}`;
  };
}

/** Applies a JSON patch (RFC 6902) with the operations that deltas have. @param {Tree} tree is changed @param {string} patch */
function patched(tree, patch) {
  for (const operation of /** @type {Map<string, any>[]} */ (parse(patch))) {
    const op = operation.get('op');
    const value = operation.get('value');
    const [, ...steps] = operation.get('path').slice(1, -1).split('/').map((/** @type {string} */ step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const name = steps.pop();
    if (name === undefined) {
      tree = value;
      continue;
    }
    /** @type {any} */
    let parent = tree;
    for (const step of steps) parent = parent instanceof Map ? parent.get(step) : parent[step];
    if (parent instanceof Map) op === '"remove"' ? parent.delete(name) : parent.set(name, value);
    else parent.splice(name, op === '"add"' ? 0 : 1, ...(op === '"remove"' ? [] : [value]));
  }
  return tree;
}

/** @param {string} text JSON without white space @returns {Tree} */
function parse(text) {
  const tokens = /** @type {string[]} */ (text.match(TOKEN));
  let at = 0;
  /** @param {string} end @param {() => void} each */
  const until = (end, each) => {
    while (tokens[at] !== end) {
      each();
      if (tokens[at] === ',') at++;
    }
    at++;
  };
  /** @returns {Tree} */
  const value = () => {
    const token = tokens[at++];
    if (token === '{') {
      /** @type {Map<string, Tree>} */
      const members = new Map();
      until('}', () => {
        const name = tokens[at].slice(1, -1);
        at += 2;
        members.set(name, value());
      });
      return members;
    }
    if (token !== '[') return token;
    /** @type {Tree[]} */
    const elements = [];
    until(']', () => elements.push(value()));
    return elements;
  };
  return value();
}

/** @param {Tree} tree @returns {string} */
function write(tree) {
  if (Array.isArray(tree)) return `[${tree.map(write).join()}]`;
  return tree instanceof Map ? `{${[...tree].map(([name, member]) => `"${name}":${write(member)}`).join()}}` : tree;
}
