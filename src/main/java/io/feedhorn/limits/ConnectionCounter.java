package io.feedhorn.limits;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of a node, in all and of each address. Safe on any thread. One too many is
 * counted like the others, until it is closed: it has to be told.
 */
final class ConnectionCounter {
  private static final int MAX_REFUSED = 100;

  private final int most;
  private final int mostOfOne;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<String, Integer> ofAddress = new ConcurrentHashMap<>();

  /**
   * @param most connections in all; 0 for any number
   * @param mostOfOne connections of one address; 0 for any number
   */
  ConnectionCounter(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** A connection begins; why it is one too many, or null. */
  @Nullable FeedException begin() {
    return all.incrementAndGet() > most && most > 0
        ? new FeedException(
            ErrorCode.TOO_MANY,
            "The server has as many connections as it may, %d (limits.connections)."
                .formatted(most))
        : null;
  }

  /** Whether there are so many more than may be that one more is not even told. */
  boolean isFlooded() {
    return most > 0 && all.get() > most + Math.max(MAX_REFUSED, most / 10);
  }

  void end() {
    all.decrementAndGet();
  }

  /** A connection is an address's; why it is one too many, or null. */
  @Nullable FeedException begin(String address) {
    return mostOfOne > 0 && ofAddress.merge(address, 1, Integer::sum) > mostOfOne
        ? new FeedException(
            ErrorCode.TOO_MANY,
            "An address has at most %d connections (limits.connections-per-address)."
                .formatted(mostOfOne))
        : null;
  }

  void end(String address) {
    if (mostOfOne > 0) {
      ofAddress.computeIfPresent(address, (name, count) -> count > 1 ? count - 1 : null);
    }
  }

  int addresses() {
    return ofAddress.size();
  }
}
