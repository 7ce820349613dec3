package io.feedhorn.auth;

import io.feedhorn.model.ShortText;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs origins whose requests are refused, each at most once in ten minutes. Safe on any thread:
 * all event loops share one instance.
 */
public final class RejectedOrigins {
  /** The instance of this process. */
  public static final RejectedOrigins SHARED = new RejectedOrigins(System::nanoTime);

  private static final Logger LOG = LoggerFactory.getLogger(RejectedOrigins.class);
  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int MAX_ORIGINS = 20;
  private static final int MAX_CHARACTERS = 100;

  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Long> loggedAt = new ConcurrentHashMap<>();

  RejectedOrigins(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Logs a refused request, unless its origin was logged in this period. */
  public void log(String origin, String path) {
    if (isNew(origin)) {
      LOG.warn(
          "Requests of the origin {} are refused, it is not in http.origins. First path: {}",
          ShortText.of(origin, MAX_CHARACTERS),
          path);
    }
  }

  /** Returns true if the log has no line about an origin in this period. */
  boolean isNew(String origin) {
    long now = nanoTime.getAsLong();
    loggedAt.values().removeIf(at -> now - at >= PERIOD_NANOS);
    return loggedAt.size() < MAX_ORIGINS
        && loggedAt.putIfAbsent(ShortText.of(origin, MAX_CHARACTERS), now) == null;
  }
}
