package io.feedhorn.limits;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of a node, in total and for each address. Safe on any thread. Connections
 * over a limit are counted, too, until they are closed, because they receive a refusal.
 */
final class ConnectionCounter {
  private static final int MAX_REFUSED = 100;

  private final int max;
  private final int maxPerAddress;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * @param max connections in total; 0 for no limit
   * @param maxPerAddress connections of one address; 0 for no limit
   */
  ConnectionCounter(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Counts a new connection. Returns a refusal if the limit is exceeded. */
  @Nullable FeedException add() {
    return total.incrementAndGet() > max && max > 0
        ? new FeedException(
            ErrorCode.TOO_MANY,
            "The limit of %d connections is reached (limits.connections).".formatted(max))
        : null;
  }

  /** Returns true if so many connections are over the limit that further ones get no refusal. */
  boolean isFlooded() {
    return max > 0 && total.get() > max + Math.max(MAX_REFUSED, max / 10);
  }

  void remove() {
    total.decrementAndGet();
  }

  /** Counts a connection for an address. Returns a refusal if the limit is exceeded. */
  @Nullable FeedException add(String address) {
    return maxPerAddress > 0 && byAddress.merge(address, 1, Integer::sum) > maxPerAddress
        ? new FeedException(
            ErrorCode.TOO_MANY,
            "The limit of %d connections for each address is reached".formatted(maxPerAddress)
                + " (limits.connections-per-address).")
        : null;
  }

  void remove(String address) {
    if (maxPerAddress > 0) {
      byAddress.computeIfPresent(address, (name, count) -> count > 1 ? count - 1 : null);
    }
  }

  int addresses() {
    return byAddress.size();
  }
}
