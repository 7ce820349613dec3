/**
 * The Vert.x event-bus bridge protocol over SockJS and raw WebSocket.
 *
 * <pre>
 *  path                       connection                  protocol           subscriptions
 *
 *  /eventbus/websocket        WebSocketBridgeConnection ┐
 *  /eventbus/S/ID/websocket   SockJsWebSocketConnection ├─▶ EventBusBridge ─▶ BridgeRegistrations
 *  /eventbus/S/ID/xhr …       SockJsHttpSession         ┘      │                │
 *                                                              ▼                ▼
 *                                                        BridgePublisher   a BridgeSubscription
 *                                                        BridgeResponder   for each address
 *
 *  SockJsHttpHandler ─▶ SockJsSessions ─▶ SockJsHttpSession   on the event loop that owns ID
 *       SockJsResponse ◀──────────────────────┘               on the event loop of the connection
 * </pre>
 */
@NullMarked
package io.feedhorn.transport.sockjs;

import org.jspecify.annotations.NullMarked;
