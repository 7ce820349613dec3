package io.feedhorn.conform;

import io.feedhorn.conform.EventText.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An idle stream, opened at the start of a run and judged at its end. Used by one thread. */
final class Heartbeat {
  private static final Duration LONGEST = Duration.ofMillis(16_500);

  private @Nullable StreamReader stream;
  private String why = "sse was not asked for";
  private long start;

  void listen(Bench bench) {
    if (!bench.transports().contains(Transport.SSE)) {
      return;
    }
    String prefix = bench.prefix();
    try {
      String since = bench.publish(prefix + ".idle", "1").cursor();
      start = System.nanoTime();
      stream = new StreamReader(bench.target(), Ask.of(prefix + ".idle").since(since));
    } catch (RuntimeException failure) {
      why = "no stream could be opened: " + failure.getMessage();
    }
  }

  Claim claim() {
    return new Claim(
        "sse.heartbeat", "An idle stream is written to at least every 15 s", this::judge);
  }

  private String judge(Bench bench) {
    StreamReader listened = stream;
    if (listened == null) {
      throw new Skipped(why);
    }
    try (listened) {
      long elapsed = System.nanoTime() - start;
      Duration left = LONGEST.minusNanos(elapsed);
      Event event = listened.event(left.isNegative() ? Duration.ofMillis(1) : left);
      while (event != null
          && !event.type().equals(EventText.COMMENT)
          && !event.type().equals(EventText.ID_ALONE)) {
        Broken.unless(!event.type().equals("update"), "an update came that was not published");
        event = listened.event(Duration.ofMillis(1));
      }
      Broken.unless(
          event != null,
          "nothing came in %d s"
              .formatted(Duration.ofNanos(System.nanoTime() - start).toSeconds()));
    }
    return "";
  }
}
