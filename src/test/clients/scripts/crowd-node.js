// node crowd-node.js LIBRARY ADDRESS TOPIC COUNT: many EventSources; says how they are, again and again.
import {crowd} from './crowd.js';

const [library, address, topic, count] = process.argv.slice(2);
const {EventSource} = await import(library);
const state = crowd(EventSource, address, topic, Number(count));
setInterval(() => console.log(JSON.stringify(state())), 100);
