package io.feedhorn.limits;

import java.time.Duration;

/**
 * Limits on the size and the duration of HTTP requests. Immutable.
 *
 * @param headerBytes the size of the request line, and of all headers
 * @param requestTime the time until the first request of a new connection is complete
 * @param idleTime the time between two requests of a connection, for the body of a request, and for
 *     which a client may read nothing of a response that has an end
 * @param pollWait the time for which a long poll waits
 */
public record HttpLimits(
    int headerBytes, Duration requestTime, Duration idleTime, Duration pollWait) {
  /** 16 KiB, 10 s, 75 s and 60 s. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(60));

  /** Returns these limits with another request time and idle time. */
  public HttpLimits times(Duration request, Duration idle) {
    return new HttpLimits(headerBytes, request, idle, pollWait);
  }

  /** Returns these limits with another time for which a long poll waits. */
  public HttpLimits pollWait(Duration max) {
    return new HttpLimits(headerBytes, requestTime, idleTime, max);
  }
}
