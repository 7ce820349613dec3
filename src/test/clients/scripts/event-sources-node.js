// node event-sources-node.js LIBRARY ADDRESS TOPIC COUNT: opens EventSources and prints their states repeatedly.
import {openReaders} from './event-sources.js';

const [library, address, topic, count] = process.argv.slice(2);
const {EventSource} = await import(library);
const state = openReaders(EventSource, address, topic, Number(count));
setInterval(() => console.log(JSON.stringify(state())), 100);
