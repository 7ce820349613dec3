// Entry point of /client/feedhorn-sockjs.js. Its wrapper in pom.xml has `exported`.
import {connectSockJs} from '../src/feedhorn-sockjs.js';

Object.assign(exported, {connectSockJs});
