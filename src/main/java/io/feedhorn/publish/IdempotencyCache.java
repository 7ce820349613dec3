package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which keys were used on which topic, and what each one was answered. Not thread-safe:
 * owned by the writer's event loop. A key is remembered for ten minutes; their number is bounded,
 * and past the bound a new key is refused rather than an old one forgotten early.
 */
public final class IdempotencyCache {
  /** How long a key is remembered. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private final int most;
  private final LongSupplier nanos;
  private final Map<Key, Remembered> remembered = new LinkedHashMap<>();

  private record Remembered(Receipt receipt, long since) {}

  /**
   * @param most the most keys remembered
   * @param nanos a clock that only runs forward, so that a key's time is not cut short by a wall
   *     clock that is put forward
   */
  public IdempotencyCache(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  /** Returns what a key was answered before, or null if the key is new. */
  public @Nullable Receipt find(Topic topic, String key) {
    forget();
    Remembered earlier = remembered.get(new Key(topic.name(), key));
    if (earlier == null && remembered.size() >= most) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "More than %d idempotency keys within %d minutes.".formatted(most, WINDOW.toMinutes()));
    }
    return earlier == null ? null : earlier.receipt;
  }

  /** Remembers what a key was answered, from now on. */
  public void put(Topic topic, String key, Receipt receipt) {
    Key used = new Key(topic.name(), key);
    // Out and in again: the map is in the order of time.
    remembered.remove(used);
    remembered.put(used, new Remembered(receipt, nanos.getAsLong()));
  }

  private void forget() {
    long now = nanos.getAsLong();
    Iterator<Remembered> oldestFirst = remembered.values().iterator();
    while (oldestFirst.hasNext() && now - oldestFirst.next().since > WINDOW.toNanos()) {
      oldestFirst.remove();
    }
  }

  /** Every key that is remembered, the oldest first, with its receipt. */
  public Map<Key, Receipt> receipts() {
    Map<Key, Receipt> receipts = new LinkedHashMap<>();
    remembered.forEach((key, each) -> receipts.put(key, each.receipt));
    return Collections.unmodifiableMap(receipts);
  }

  /** A key on its topic. Immutable. */
  public record Key(String topic, String key) {}
}
