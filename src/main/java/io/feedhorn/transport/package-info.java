/**
 * What the transports share: text sockets, the heartbeat, and what each event loop lends them.
 *
 * <pre>
 *             ┌─ websocket  Session      ┐
 *  request ─▶ ├─ sockjs     Registration ├─▶ Hub.subscribe, Door.publish
 *             ├─ sse        EventStream  │
 *             └─ polling    WaitingPoll  ┘   each one a Subscriber of its hub
 *
 *  Edge       one for each event loop: hub, door, pulse, limits
 *  TextFrame  an update's frame, made once ─▶ TextSocket writes it, flushed once a turn
 * </pre>
 *
 * <p>The siblings never import each other.
 */
@NullMarked
package io.feedhorn.transport;

import org.jspecify.annotations.NullMarked;
