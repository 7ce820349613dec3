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
   * @see Reader#recovered
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
   * @throws Refused where the server refuses
   * @throws Lost where it cannot be reached
   */
  Reader open(Target target, Ask ask) {
    return switch (this) {
      case WEBSOCKET -> new SocketReader(target, ask);
      case SSE -> new StreamReader(target, ask);
      case LONG_POLLING -> new PollReader(target, ask, LONG_SECONDS);
      case SHORT_POLLING -> new PollReader(target, ask, 0);
      case EVENT_BUS -> new BusReader(target, BusWire.bare(target), ask);
      case SOCKJS -> new BusReader(target, BusWire.sockJs(target), ask);
    };
  }

  @Override
  public String toString() {
    return wire();
  }
}
