package io.feedhorn.cluster.replica;

import io.feedhorn.publish.Receipt;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last forwarded batch of each source and its receipts. A repeated batch gets the original
 * receipts, and a delayed duplicate of an earlier batch is detected and dropped. Derived from the
 * entries of the log alone, so that every replica knows the same. Bounded: the source that was used
 * least recently is dropped. Not thread-safe: owned by the writer's event loop.
 */
public final class ForwardDeduplicator {
  private static final int MAX_SOURCES = 64;

  private final Map<Long, LastForward> lasts = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The last forwarded batch of a source.
   *
   * @param receipts by index in the batch; a publish that repeated an idempotency key has none
   */
  public record LastForward(long number, Map<Integer, Receipt> receipts) {}

  /** Returns the last forwarded batch of a source, or null if none is known. */
  public @Nullable LastForward last(long source) {
    return lasts.get(source);
  }

  void record(long source, long number, int index, Receipt receipt) {
    LastForward last = lasts.get(source);
    if (last == null || last.number() < number) {
      last = new LastForward(number, new HashMap<>());
      lasts.put(source, last);
      if (lasts.size() > MAX_SOURCES) {
        lasts.remove(lasts.keySet().iterator().next());
      }
    }
    if (last.number() == number) {
      last.receipts().put(index, receipt);
    }
  }

  /** Passes on the receipts of the last forwarded batches. */
  public void forEach(ReceiptConsumer consumer) {
    lasts.forEach(
        (source, last) ->
            last.receipts()
                .forEach(
                    (index, receipt) -> consumer.accept(source, last.number(), index, receipt)));
  }

  /** Takes the receipt of an update in a forwarded batch. */
  public interface ReceiptConsumer {
    void accept(long source, long number, int index, Receipt receipt);
  }
}
