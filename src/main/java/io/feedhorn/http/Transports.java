package io.feedhorn.http;

import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.polling.PollingTransport;
import io.feedhorn.transport.sockjs.EventLoopNumber;
import io.feedhorn.transport.sockjs.SockJsTransport;
import io.feedhorn.transport.sse.SseTransport;
import io.feedhorn.transport.websocket.WebSocketTransport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The transports of an event loop, and how a planned stop ends their connections. */
record Transports(
    WebSocketTransport webSocket,
    SockJsTransport sockJs,
    SseTransport sse,
    PollingTransport polling) {

  static Transports of(
      LoopContext loopContext, HeartbeatTimer streamHeartbeat, EventLoopNumber shard) {
    return new Transports(
        new WebSocketTransport(loopContext),
        new SockJsTransport(loopContext, shard),
        new SseTransport(loopContext, streamHeartbeat),
        new PollingTransport(loopContext));
  }

  /** Announces the stop to WebSocket sessions; the other transports have no message for it. */
  void announceShutdown(Duration in) {
    webSocket.announceShutdown(in);
  }

  /** Answers every waiting poll. */
  void completePolls() {
    polling.completePendingPolls();
  }

  /** Returns an action for each connection that closes it. Clients reconnect and resume. */
  List<Runnable> closeActions() {
    return Stream.of(webSocket.shutdownActions(), sockJs.shutdownActions(), sse.shutdownActions())
        .flatMap(List::stream)
        .toList();
  }
}
