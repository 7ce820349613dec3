import {request} from '../shared/access.js';
import {find, note} from '../shared/dom.js';
import {openPage} from '../shared/page.js';
import {channelsOf, typesOf} from './messages.js';
import {drawMessages} from './messages-view.js';
import {drawRequests} from './requests-view.js';

const STALE_MS = 30_000;

openPage({staleAfter: STALE_MS, reads: 'updates', command: '--admin'});

/**
 * Loads a description and draws it; a failure is shown in its place.
 * @param {string} path @param {HTMLElement} place
 * @param {(text: string) => void} draw
 */
async function show(path, place, draw) {
  try {
    draw(await (await request(path)).text());
  } catch (problem) {
    place.replaceChildren(note(`${path.slice(1)} cannot be shown`, /** @type {Error} */ (problem).message));
  }
}

/** The global objects of the two libraries, which are no modules. @type {any} */
const libraries = globalThis;

show('/openapi.yaml', find('#requests'), text =>
  drawRequests(libraries.SwaggerUIBundle, libraries.jsyaml.load(text), find('#requests'), find('#requests-summary')));
show('/asyncapi.yaml', find('#messages'), text => {
  const description = libraries.jsyaml.load(text);
  drawMessages(channelsOf(description), typesOf(description), find('#messages'), find('#messages-summary'));
});
