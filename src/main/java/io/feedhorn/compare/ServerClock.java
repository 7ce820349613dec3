package io.feedhorn.compare;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The difference of the server's clock from the reader's. Written by one thread, read by any. It is
 * determined by the exchange with the shortest round trip of the last 30 s: both directions may
 * differ, but neither takes longer than the round trip.
 */
final class ServerClock {
  private static final long WINDOW_MICROS = Duration.ofSeconds(30).toNanos() / 1_000;

  private final Deque<Exchange> recent = new ArrayDeque<>();
  private volatile Offset offset = new Offset(0, Long.MAX_VALUE, Long.MAX_VALUE, 0);

  /**
   * @param micros the server's time minus the reader's
   * @param errorMicros the maximum error, rounded up
   * @param samples the total number of exchanges
   */
  record Offset(long micros, long errorMicros, long roundTripMicros, int samples) {}

  private record Exchange(long sent, long answered, long received) {
    long roundTrip() {
      return received - sent;
    }
  }

  /**
   * Adds an exchange. All times in microseconds.
   *
   * @param answered by the server's clock; the other times are by the reader's
   */
  void add(long sent, long answered, long received) {
    Exchange exchange = new Exchange(sent, answered, received);
    // An older and slower exchange cannot become the best one again.
    while (!recent.isEmpty() && recent.getLast().roundTrip() >= exchange.roundTrip()) {
      recent.removeLast();
    }
    recent.add(exchange);
    while (recent.getFirst().received < received - WINDOW_MICROS) {
      recent.removeFirst();
    }
    Exchange best = recent.getFirst();
    offset =
        new Offset(
            best.answered - (best.sent + best.received) / 2,
            (best.roundTrip() + 1) / 2 + 1,
            best.roundTrip(),
            offset.samples + 1);
  }

  /** Returns the current difference; its error is unlimited before the first exchange. */
  Offset offset() {
    return offset;
  }
}
