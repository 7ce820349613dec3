package io.feedhorn.limits;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each client, which holds a second's worth (the generic cell rate algorithm: of
 * each bucket only the time at which it is full again is kept). Safe on any thread. Clients whose
 * bucket is full are forgotten when room is needed; where there is none, new ones share a bucket.
 */
final class RateLimit {
  private static final int MAX_CLIENTS = 100_000;
  private static final String ALL_OTHERS = "";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String what;
  private final int perSecond;
  private final int mostClients;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Long> fullAt = new ConcurrentHashMap<>();
  private final AtomicLong cleaned;

  /**
   * @param what is counted, as it is said to clients: {@code "requests a second (limits.requests)"}
   * @param perSecond how much of it a client may have in a second; 0 for any number
   * @param nanoTime monotonic time in nanoseconds
   */
  RateLimit(String what, int perSecond, LongSupplier nanoTime) {
    this(what, perSecond, MAX_CLIENTS, nanoTime);
  }

  RateLimit(String what, int perSecond, int mostClients, LongSupplier nanoTime) {
    this.what = what;
    this.perSecond = perSecond;
    this.mostClients = mostClients;
    this.nanoTime = nanoTime;
    this.cleaned = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Takes one token of a client.
   *
   * @throws FeedException {@link ErrorCode#RATE_LIMITED} where there is none
   */
  void acquire(String client) {
    if (perSecond > 0) {
      long now = nanoTime.getAsLong();
      long cost = SECOND / perSecond;
      long[] missing = {0};
      fullAt.compute(
          bucket(client, now),
          (name, full) -> {
            long from = full == null || full - now < 0 ? now : full;
            missing[0] = from + cost - now - SECOND;
            return missing[0] > 0 ? from : from + cost;
          });
      if (missing[0] > 0) {
        throw new FeedException(
            ErrorCode.RATE_LIMITED,
            "A client has at most %d %s.".formatted(perSecond, what),
            TimeUnit.NANOSECONDS.toSeconds(missing[0] + SECOND - 1));
      }
    }
  }

  private String bucket(String client, long now) {
    if (fullAt.size() < mostClients || fullAt.containsKey(client)) {
      return client;
    }
    long last = cleaned.get();
    if (now - last >= SECOND && cleaned.compareAndSet(last, now)) {
      fullAt.values().removeIf(full -> full - now <= 0);
      return bucket(client, now);
    }
    return ALL_OTHERS;
  }
}
