package io.feedhorn.publish;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which keys were used on which topic, and what each one was answered. Not thread-safe:
 * owned by the writer's event loop. A key is remembered for ten minutes; their number is bounded,
 * and past the bound a new key is refused rather than an old one forgotten early.
 */
public final class Idempotency {
  /** How long a key is remembered. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private final int most;
  private final Map<Key, Receipt> receipts = new LinkedHashMap<>();

  /**
   * @param most the most keys remembered
   */
  public Idempotency(int most) {
    this.most = most;
  }

  /** What a key was answered before, or null where the key is new. */
  public @Nullable Receipt earlier(Topic topic, String key, long nowMicros) {
    forgetBefore(nowMicros - WINDOW.toNanos() / 1_000);
    Receipt earlier = receipts.get(new Key(topic.name(), key));
    if (earlier == null && receipts.size() >= most) {
      throw new Refusal(
          Code.TOO_MANY,
          "More than %d idempotency keys within %d minutes.".formatted(most, WINDOW.toMinutes()));
    }
    return earlier;
  }

  /** Remembers what a key was answered. */
  public void remember(Topic topic, String key, Receipt receipt) {
    receipts.put(new Key(topic.name(), key), receipt);
  }

  private void forgetBefore(long micros) {
    Iterator<Receipt> oldestFirst = receipts.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().micros() < micros) {
      oldestFirst.remove();
    }
  }

  /** Every key that is remembered, the oldest first, with its receipt. */
  public Map<Key, Receipt> all() {
    return Collections.unmodifiableMap(receipts);
  }

  /** A key on its topic. Immutable. */
  public record Key(String topic, String key) {}
}
