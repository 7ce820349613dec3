/**
 * The Vert.x event-bus bridge protocol over SockJS and raw WebSocket.
 *
 * <pre>
 *  /eventbus/websocket        RawLink       ┐
 *  /eventbus/S/ID/websocket   SockJsWebSocketConnection  ├─▶ Bridge ─▶ a Registration for each address
 *  /eventbus/S/ID/xhr …       SockJsHttpSession ┘
 *
 *  SockJsHttpHandler ─▶ Sessions ─▶ SockJsHttpSession   on the event loop that ID says
 *        Answer   ◀───────────────────┘          on the event loop of its connection
 * </pre>
 */
@NullMarked
package io.feedhorn.transport.sockjs;

import org.jspecify.annotations.NullMarked;
