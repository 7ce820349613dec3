package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of publishes by idempotency key and topic. Owned by the writer's event loop, not
 * thread-safe. Keys are stored for ten minutes. At the maximum number of keys a new one is refused,
 * because dropping an old one early would allow duplicates.
 */
public final class IdempotencyCache {
  /** The time for which a key is stored. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private final int maxKeys;
  private final LongSupplier nanos;
  private BiConsumer<Key, Receipt> expired;
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  private record Entry(Receipt receipt, long storedNanos) {}

  /**
   * @param maxKeys the maximum number of keys
   * @param nanos a monotonic clock: the wall clock may be set forward, which would drop keys early
   */
  public IdempotencyCache(int maxKeys, LongSupplier nanos) {
    this(maxKeys, nanos, (key, receipt) -> {});
  }

  /**
   * @param maxKeys the maximum number of keys
   * @param nanos a monotonic clock
   * @param expired receives each key that expires, with its receipt
   */
  IdempotencyCache(int maxKeys, LongSupplier nanos, BiConsumer<Key, Receipt> expired) {
    this.maxKeys = maxKeys;
    this.nanos = nanos;
    this.expired = expired;
  }

  /** Sets the receiver of the keys that expire from now on, and of their receipts. */
  public void onExpired(BiConsumer<Key, Receipt> receiver) {
    expired = receiver;
  }

  /**
   * Returns the receipt of a key, or null if the key is new.
   *
   * @throws FeedException {@link ErrorCode#TOO_MANY} if the key is new and the cache is full
   */
  public @Nullable Receipt find(Topic topic, String key) {
    evictExpired();
    Entry entry = entries.get(new Key(topic.name(), key));
    if (entry == null && entries.size() >= maxKeys) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "More than %d idempotency keys within %d minutes."
              .formatted(maxKeys, WINDOW.toMinutes()));
    }
    return entry == null ? null : entry.receipt;
  }

  /** Stores the receipt of a key. */
  public void put(Topic topic, String key, Receipt receipt) {
    put(topic, key, receipt, 0);
  }

  /**
   * Stores the receipt of a key that was stored before a restart; the oldest first.
   *
   * @param ageNanos the time since it was stored
   */
  public void put(Topic topic, String key, Receipt receipt, long ageNanos) {
    Key added = new Key(topic.name(), key);
    // Removed first, so that the map stays ordered by time.
    entries.remove(added);
    entries.put(added, new Entry(receipt, nanos.getAsLong() - ageNanos));
  }

  /** Drops the keys that have expired. */
  public void evictExpired() {
    long now = nanos.getAsLong();
    Iterator<Map.Entry<Key, Entry>> oldestFirst = entries.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Key, Entry> oldest = oldestFirst.next();
      if (now - oldest.getValue().storedNanos <= WINDOW.toNanos()) {
        return;
      }
      expired.accept(oldest.getKey(), oldest.getValue().receipt);
      oldestFirst.remove();
    }
  }

  /** Returns the receipts of all keys, oldest first. */
  public Map<Key, Receipt> receipts() {
    Map<Key, Receipt> receipts = new LinkedHashMap<>();
    entries.forEach((key, entry) -> receipts.put(key, entry.receipt));
    return Collections.unmodifiableMap(receipts);
  }

  /** An idempotency key of a topic. Immutable. */
  public record Key(String topic, String key) {}
}
