import {bearer} from '../shared/access.js';
import {element, write} from '../shared/dom.js';
import {pretty} from '../shared/exact.js';
import {prose} from './prose.js';

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'options', 'head']);

/** Shows the requests alone: the page has a title and a form for a token of its own. @param {any} system */
const layout = ({React}) => ({
  components: {
    Requests: (/** @type {any} */ {getComponent}) =>
      React.createElement('div', {className: 'swagger-ui'}, React.createElement(getComponent('operations', true))),
  },
  wrapComponents: {
    authorizeOperationBtn: () => () => null,
    // Swagger UI parses JSON to indent it, which rounds long numbers.
    responseBody: (/** @type {any} */ Original) => (/** @type {any} */ props) => React.createElement(Original, isJson(props) ? {...props, content: pretty(props.content), contentType: 'text/x-indented'} : props),
  },
});

/** Returns true for one JSON value: an answer may also have several, or be an error of a proxy. @param {{content: unknown, contentType?: string}} body */
function isJson({content, contentType}) {
  try {
    return /json/i.test(contentType ?? '') && typeof content === 'string' && JSON.parse(content) !== undefined;
  } catch {
    return false;
  }
}

/** Names the fields of parameters with a list of values, which Swagger UI does not. @param {HTMLElement} place */
function nameFields(place) {
  for (const select of place.querySelectorAll('[data-param-name] select:not([aria-label])')) {
    select.setAttribute('aria-label', select.closest('[data-param-name]')?.getAttribute('data-param-name') ?? '');
  }
}

/**
 * Draws the requests of an OpenAPI description with Swagger UI. Requests that a user tries have the token of the tab.
 * @param {(options: object) => void} swagger
 * @param {any} description @param {HTMLElement} place @param {HTMLElement} summary
 */
export function drawRequests(swagger, description, place, summary) {
  const paths = Object.values(description.paths);
  const count = paths.flatMap(path => Object.keys(path).filter(name => METHODS.has(name))).length;
  write(summary, `${count} requests on ${paths.length} paths`);
  const requests = element('div', {});
  place.replaceChildren(element('p', {class: 'about'}, ...prose(description.info.description)), requests);
  new MutationObserver(() => nameFields(requests)).observe(requests, {childList: true, subtree: true});
  swagger({
    domNode: requests,
    spec: description,
    layout: 'Requests',
    plugins: [layout],
    docExpansion: 'list',
    displayRequestDuration: true,
    syntaxHighlight: false,
    requestInterceptor: (/** @type {{headers: Record<string, string>}} */ sent) => {
      const {authorization} = bearer();
      if (authorization && !sent.headers.Authorization) sent.headers.Authorization = authorization;
      return sent;
    },
  });
}
