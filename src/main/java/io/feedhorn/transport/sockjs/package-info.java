/**
 * The Vert.x event-bus bridge protocol over SockJS and raw WebSocket.
 *
 * <pre>
 *  /eventbus/websocket        RawLink       ┐
 *  /eventbus/S/ID/websocket   SockJsSocket  ├─▶ Bridge ─▶ a Registration for each address
 *  /eventbus/S/ID/xhr …       SockJsSession ┘
 *
 *  SockJsRequests ─▶ Sessions ─▶ SockJsSession   on the event loop that ID says
 *        Answer   ◀───────────────────┘          on the event loop of its connection
 * </pre>
 */
@NullMarked
package io.feedhorn.transport.sockjs;

import org.jspecify.annotations.NullMarked;
