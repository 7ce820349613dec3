/** The WebSocket adapter, subprotocol {@code feedhorn.v1}. */
@NullMarked
package io.feedhorn.transport.websocket;

import org.jspecify.annotations.NullMarked;
