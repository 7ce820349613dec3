package io.feedhorn.log;

import io.feedhorn.model.Update;
import java.util.HashMap;
import java.util.Map;

/**
 * The newest retained notification of each collapse key of one topic. Writer's thread only. An
 * older one is marked as replaced, so that everyone who has a reference to it knows.
 */
final class CollapseKeys {
  private final Map<String, Update> newest = new HashMap<>(2);

  CollapseKeys(Update first) {
    add(first);
  }

  void add(Update update) {
    String key = update.collapseKey();
    Update replaced = key == null ? null : newest.put(key, update);
    if (replaced != null) {
      replaced.markReplaced();
    }
  }

  /** Forgets an update that leaves the log. */
  void remove(Update update) {
    String key = update.collapseKey();
    if (key != null) {
      newest.remove(key, update);
    }
  }
}
