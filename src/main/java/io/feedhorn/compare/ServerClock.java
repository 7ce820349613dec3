package io.feedhorn.compare;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The server's clock as seen from here. Told by one thread, read by any. Of the exchanges of the
 * last half minute the one with the least round trip counts: the way there and the way back may
 * take differently long, but neither takes longer than the whole.
 */
final class ServerClock {
  private static final long WINDOW_MICROS = Duration.ofSeconds(30).toNanos() / 1_000;

  private final Deque<Exchange> recent = new ArrayDeque<>();
  private volatile Offset offset = new Offset(0, Long.MAX_VALUE, Long.MAX_VALUE, 0);

  /**
   * @param micros the server's time minus the reader's
   * @param errorMicros how far off that can be, rounded up
   * @param samples how many exchanges there were in all
   */
  record Offset(long micros, long errorMicros, long roundTripMicros, int samples) {}

  private record Exchange(long sent, long answered, long received) {
    long roundTrip() {
      return received - sent;
    }
  }

  /**
   * One exchange, all times in microseconds.
   *
   * @param answered by the server's clock, the others by the reader's
   */
  void add(long sent, long answered, long received) {
    Exchange exchange = new Exchange(sent, answered, received);
    // What was slower and is older can never count again.
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

  /** What is known now; the error is without bound before the first exchange. */
  Offset offset() {
    return offset;
  }
}
