package io.feedhorn.hub;

import io.feedhorn.model.Update;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The updates from history that the connections of one event loop got last. Their encodings stay,
 * because readers that come back together get the same updates; those of others are dropped: for
 * all of history they would need more memory than history itself. Owned by the hub's event loop,
 * not thread-safe.
 */
final class ReplayedUpdates {
  static final int MAX_UPDATES = 16_384;
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private final Set<Update> updates = new LinkedHashSet<>();
  private long bytes;

  /** Adds an update that was written, unless it is recent or among these already. */
  void add(Update update) {
    if (update.isRecent() || !updates.add(update)) {
      return;
    }
    bytes += update.json().length();
    Iterator<Update> oldestFirst = updates.iterator();
    while (updates.size() > MAX_UPDATES || (bytes > MAX_BYTES && updates.size() > 1)) {
      Update oldest = oldestFirst.next();
      oldestFirst.remove();
      bytes -= oldest.json().length();
      // It may have been written before the writer marked it.
      if (!oldest.isRecent()) {
        oldest.dropEncodings();
      }
    }
  }
}
