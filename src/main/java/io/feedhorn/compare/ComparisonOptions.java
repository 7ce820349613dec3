package io.feedhorn.compare;

import io.feedhorn.model.Clock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a run. Immutable.
 *
 * @param url the server: {@code http://HOST:PORT}
 * @param token sent as a bearer token, or null
 * @param topics the patterns to which every row subscribes
 * @param duration the length of the window
 * @param seed what the phases of the pollers come from
 * @param clock the reader's clock
 */
public record ComparisonOptions(
    URI url,
    @Nullable String token,
    List<String> topics,
    Duration duration,
    List<TransportSpec> rows,
    long seed,
    Clock clock) {

  /** Returns a clock of this machine that is not adjusted while it runs. */
  public static Clock monotonic() {
    long start = Clock.system().micros();
    long nanos = System.nanoTime();
    return () -> start + (System.nanoTime() - nanos) / 1_000;
  }
}
