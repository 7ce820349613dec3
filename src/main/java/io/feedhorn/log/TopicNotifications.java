package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest retained notification of each collapse key of one topic, and the newest lost one: a
 * notification that left the log while it could still be delivered. Written by the feed's writer;
 * {@link #isLostAfter} is safe on any thread.
 */
final class TopicNotifications {
  private final Map<String, Update> newestByKey = new HashMap<>(2);
  private volatile long newestLost;

  TopicNotifications(Update first) {
    // A copied log may begin in the middle: what was before is not known.
    newestLost = first.previousOffset();
    add(first);
  }

  /** Notes an update that is about to be added. An older one with its key is replaced. */
  void onAppend(Update update, Update newest) {
    if (update.previousOffset() != newest.offset()) {
      markLost(update.previousOffset());
    }
    add(update);
  }

  private void add(Update update) {
    String key = update.collapseKey();
    Update replaced = key == null ? null : newestByKey.put(key, update);
    if (replaced != null) {
      replaced.markReplaced();
    }
  }

  /** Notes that an update is about to be removed. */
  void onRemoved(@Nullable Update removed, long nowMicros) {
    if (removed == null) {
      return;
    }
    String key = removed.collapseKey();
    if (key != null) {
      newestByKey.remove(key, removed);
    }
    if (removed.isDeliverable(nowMicros)) {
      markLost(removed.offset());
    }
  }

  private void markLost(long offset) {
    newestLost = Math.max(newestLost, offset);
    // A reader that does not find the update in its slot any more must see that it is lost.
    VarHandle.fullFence();
  }

  /**
   * Returns true if a notification after an offset was lost. Called after the notification was not
   * found.
   */
  boolean isLostAfter(long offset) {
    VarHandle.acquireFence();
    return newestLost > offset;
  }
}
