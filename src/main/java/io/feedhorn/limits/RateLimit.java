package io.feedhorn.limits;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each client, with the tokens of one second (generic cell rate algorithm: only
 * the time at which a bucket is full again is stored). Safe on any thread. At the maximum number of
 * clients, full buckets are removed; if there are none, new clients share one bucket.
 */
final class RateLimit {
  private static final int MAX_CLIENTS = 100_000;
  private static final String SHARED_BUCKET = "";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String unit;
  private final int perSecond;
  private final int maxClients;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Long> fullAt = new ConcurrentHashMap<>();
  private final AtomicLong cleanedAt;

  /**
   * @param unit the counted unit in the refusal: {@code "requests a second (limits.requests)"}
   * @param perSecond the limit for each client; 0 for no limit
   * @param nanoTime monotonic time in nanoseconds
   */
  RateLimit(String unit, int perSecond, LongSupplier nanoTime) {
    this(unit, perSecond, MAX_CLIENTS, nanoTime);
  }

  RateLimit(String unit, int perSecond, int maxClients, LongSupplier nanoTime) {
    this.unit = unit;
    this.perSecond = perSecond;
    this.maxClients = maxClients;
    this.nanoTime = nanoTime;
    this.cleanedAt = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Takes one token of a client.
   *
   * @throws FeedException {@link ErrorCode#RATE_LIMITED} if the bucket is empty
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
            "A client has at most %d %s.".formatted(perSecond, unit),
            TimeUnit.NANOSECONDS.toSeconds(missing[0] + SECOND - 1));
      }
    }
  }

  private String bucket(String client, long now) {
    if (fullAt.size() < maxClients || fullAt.containsKey(client)) {
      return client;
    }
    long last = cleanedAt.get();
    if (now - last >= SECOND && cleanedAt.compareAndSet(last, now)) {
      fullAt.values().removeIf(full -> full - now <= 0);
      return bucket(client, now);
    }
    return SHARED_BUCKET;
  }
}
