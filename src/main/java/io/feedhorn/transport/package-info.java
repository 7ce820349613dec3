/**
 * What the transports share: text sockets, the heartbeat, and what each event loop lends them.
 *
 * <pre>
 *             ┌─ websocket  Session      ┐
 *  request ─▶ ├─ sockjs     Registration ├─▶ Hub.subscribe, Door.publish
 *             ├─ sse        SseConnection  │
 *             └─ polling    LongPoll  ┘   each one a Subscriber of its hub
 *
 *  Edge       one for each event loop: hub, door, pulse, limits
 *  WebSocketFrames  an update's frame, made once ─▶ TextWebSocket writes it, flushed once a turn
 * </pre>
 *
 * <p>The siblings never import each other.
 */
@NullMarked
package io.feedhorn.transport;

import org.jspecify.annotations.NullMarked;
