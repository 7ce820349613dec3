package io.feedhorn.conform;

import java.util.Locale;

/** The ways to read that a server is checked over. */
public enum Transport {
  WEBSOCKET,
  SSE,
  LONG_POLLING,
  SHORT_POLLING,
  EVENT_BUS,
  SOCKJS;

  private static final int LONG_SECONDS = 10;

  /** The name on the command line and in a report: {@code long-polling}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether a client of it says that a cursor was too old, which the bus has no word for.
   *
   * @see TransportClient#recovered
   */
  boolean tellsWhetherRecovered() {
    return !isBus();
  }

  /** Whether updates come unasked, so that a reader may lag behind them. */
  boolean isPushed() {
    return this != LONG_POLLING && this != SHORT_POLLING;
  }

  /** Whether each address is heard on its own, and a client asks for nothing but addresses. */
  boolean isBus() {
    return this == EVENT_BUS || this == SOCKJS;
  }

  /**
   * Connects and asks.
   *
   * @throws RequestRefused where the server refuses
   * @throws ConnectionLost where it cannot be reached
   */
  TransportClient open(ServerUnderTest target, ReadRequest readRequest) {
    return switch (this) {
      case WEBSOCKET -> new WebSocketReader(target, readRequest);
      case SSE -> new SseReader(target, readRequest);
      case LONG_POLLING -> new PollingClient(target, readRequest, LONG_SECONDS);
      case SHORT_POLLING -> new PollingClient(target, readRequest, 0);
      case EVENT_BUS -> new BridgeClient(target, BridgeCarrier.bare(target), readRequest);
      case SOCKJS -> new BridgeClient(target, BridgeCarrier.sockJs(target), readRequest);
    };
  }

  @Override
  public String toString() {
    return wire();
  }
}
