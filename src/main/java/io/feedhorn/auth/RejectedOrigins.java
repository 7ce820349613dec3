package io.feedhorn.auth;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a page whose origin is not allowed, and the log, why its requests are refused. Safe on any
 * thread: the log is one for all event loops.
 */
public final class RejectedOrigins {
  /** The instance of this process. */
  public static final RejectedOrigins LOGGED = new RejectedOrigins(System::nanoTime);

  private static final String READABLE = "/v1/time";
  private static final Logger LOG = LoggerFactory.getLogger(RejectedOrigins.class);
  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int MAX_ORIGINS = 20;
  private static final int MAX_LENGTH = 100;

  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Long> loggedAt = new ConcurrentHashMap<>();

  RejectedOrigins(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Lets the page read one refusal, that of the time, so that it can say what is wrong: of all
   * others a browser tells it nothing. Credentials are not allowed.
   */
  public void tell(HttpServerRequest request, String origin) {
    if (READABLE.equals(request.path())) {
      request.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    if (isNew(origin)) {
      LOG.warn(
          "Pages of the origin {} are refused: it is not among http.origins. Asked for {}",
          shortened(origin),
          request.path());
    }
  }

  /** Returns true if the log has no line about an origin in this period. */
  boolean isNew(String origin) {
    long now = nanoTime.getAsLong();
    loggedAt.values().removeIf(at -> now - at >= PERIOD_NANOS);
    return loggedAt.size() < MAX_ORIGINS && loggedAt.putIfAbsent(shortened(origin), now) == null;
  }

  private static String shortened(String origin) {
    return origin.length() > MAX_LENGTH ? origin.substring(0, MAX_LENGTH) + "…" : origin;
  }
}
