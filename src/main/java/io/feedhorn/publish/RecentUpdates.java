package io.feedhorn.publish;

import io.feedhorn.model.Update;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The newest updates of one feed, whose encodings are worth keeping because all readers are getting
 * them. Owned by the writer's event loop, not thread-safe. Encodings of older updates are dropped:
 * for all of history they would need more memory than history itself.
 */
final class RecentUpdates {
  static final int MAX_UPDATES = 4_096;
  static final int MAX_BYTES = 1024 * 1024;

  private final ArrayDeque<Update> updates = new ArrayDeque<>();
  private int bytes;

  /** Returns the bytes of the update objects. */
  int bytes() {
    return bytes;
  }

  /** Drops the encodings of all updates. */
  void clear() {
    updates.forEach(Update::dropEncodings);
    updates.clear();
    bytes = 0;
  }

  /** Adds the newest update, and drops the encodings of those that are not recent any more. */
  void add(Update update) {
    addAll(List.of(update));
  }

  /** Adds the newest updates, and drops the encodings of those that are not recent any more. */
  void addAll(List<Update> newest) {
    for (Update update : newest) {
      update.markRecent();
      updates.add(update);
      bytes += update.json().length();
    }
    while (updates.size() > MAX_UPDATES || (bytes > MAX_BYTES && updates.size() > 1)) {
      Update oldest = updates.remove();
      bytes -= oldest.json().length();
      oldest.dropEncodings();
    }
  }
}
