/**
 * Shared parts of the transports.
 *
 * <pre>
 *             ┌─ websocket  WebSocketSession    ┐
 *  request ─▶ ├─ sockjs     BridgeSubscription  ├─▶ Hub.subscribe, PublishService.publish
 *             ├─ sse        SseConnection       │
 *             └─ polling    LongPoll            ┘   each one a Subscriber of its hub
 *
 *  LoopContext        one for each event loop: hub, publish service, heartbeat, limits
 *  ClientSession      one for each connection: permissions, order of messages, heartbeat, metrics,
 *                     and the reason of its end
 * </pre>
 *
 * <p>The packages of the transports do not import each other.
 */
@NullMarked
package io.feedhorn.transport;

import org.jspecify.annotations.NullMarked;
