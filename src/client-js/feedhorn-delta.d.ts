import type {ConnectOptions} from './feedhorn.js';

/**
 * Options for `connect` with which updates come as deltas where these are smaller: over WebSocket and Server-Sent
 * Events. The client puts them together: callbacks and loops get complete updates.
 * @param options the classes to use, as in the options of `connect`
 */
export function deltas(options?: Pick<ConnectOptions, 'WebSocket' | 'fetch'>): Pick<ConnectOptions, 'WebSocket' | 'fetch'>;
