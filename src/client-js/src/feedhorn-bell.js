import {connect} from './feedhorn.js';
import {newBellElement} from './bell/element.js';

/** The element `<feedhorn-bell>`, registered by loading this module in a browser. */
export const FeedhornBell = newBellElement(connect, () => location.origin);

if (globalThis.customElements && !customElements.get('feedhorn-bell')) customElements.define('feedhorn-bell', /** @type {any} */ (FeedhornBell));
