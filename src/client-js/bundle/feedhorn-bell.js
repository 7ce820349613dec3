// Entry point of /client/feedhorn-bell.js. Its wrapper in pom.xml has `connect`, `home` and `exported`.
import {newBellElement} from '../src/bell/element.js';

const FeedhornBell = newBellElement(connect, () => home);

if (!customElements.get('feedhorn-bell')) customElements.define('feedhorn-bell', FeedhornBell);
Object.assign(exported, {FeedhornBell});
