package io.feedhorn.cluster;

import io.feedhorn.publish.Receipt;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last parcel that each node sent to a feed, and what became of it: one that is sent again is
 * answered again, and one that an earlier life of the network still delivers is known to be late.
 * Learnt from the entries of the log itself, so that every mirror knows it. Not thread-safe: owned
 * by the writer's event loop.
 */
final class ForwardDeduplicator {
  private static final int MAX_SOURCES = 64;

  /** The one that was heard of longest ago first. */
  private final Map<Long, LastForward> lasts = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param receipts by the place in the parcel; repeats of idempotency keys have none
   */
  record LastForward(long parcel, Map<Integer, Receipt> receipts) {}

  /** The last parcel of a source; null where none is known. */
  @Nullable LastForward last(long source) {
    return lasts.get(source);
  }

  void note(long source, long parcel, int index, Receipt receipt) {
    LastForward last = lasts.get(source);
    if (last == null || last.parcel() < parcel) {
      last = new LastForward(parcel, new HashMap<>());
      lasts.put(source, last);
      if (lasts.size() > MAX_SOURCES) {
        lasts.remove(lasts.keySet().iterator().next());
      }
    }
    if (last.parcel() == parcel) {
      last.receipts().put(index, receipt);
    }
  }

  Map<Long, LastForward> all() {
    return new LinkedHashMap<>(lasts);
  }
}
