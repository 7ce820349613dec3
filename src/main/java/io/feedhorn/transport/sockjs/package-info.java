/** The Vert.x event-bus bridge protocol over SockJS and raw WebSocket. */
@NullMarked
package io.feedhorn.transport.sockjs;

import org.jspecify.annotations.NullMarked;
