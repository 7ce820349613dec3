package io.feedhorn.client;

import java.util.Locale;

/** The transports over which updates can be read. */
public enum Transport {
  WEBSOCKET,
  SSE,
  LONG_POLLING,
  SHORT_POLLING,
  /** The event-bus bridge on a plain WebSocket. */
  EVENT_BUS,
  /** The event-bus bridge in SockJS frames, on a WebSocket. */
  SOCKJS;

  private static final int LONG_POLL_SECONDS = 10;

  /**
   * Returns the name of this transport on the command line and in reports, {@code long-polling}.
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns true if the server sends updates without a request for each, so a reader may lag. */
  public boolean isPush() {
    return this != LONG_POLLING && this != SHORT_POLLING;
  }

  /** Returns true if each pattern is a subscription of its own, as on the event bus. */
  public boolean isEventBus() {
    return this == EVENT_BUS || this == SOCKJS;
  }

  UpdateReader open(FeedhornClient client, ReadRequest request) {
    return switch (this) {
      case WEBSOCKET -> new WebSocketReader(client, request);
      case SSE -> new SseReader(client, request);
      case LONG_POLLING -> new PollingReader(client, request, LONG_POLL_SECONDS);
      case SHORT_POLLING -> new PollingReader(client, request, 0);
      case EVENT_BUS ->
          new BridgeReader(BridgeCarrier.webSocket(client), request, client.timeout());
      case SOCKJS -> new BridgeReader(BridgeCarrier.sockJs(client), request, client.timeout());
    };
  }

  @Override
  public String toString() {
    return label();
  }
}
