package io.feedhorn.store;

import java.util.List;

/** The approximate size of changes in memory. */
final class ChangeSize {
  private static final int OVERHEAD = 64;

  private ChangeSize() {}

  static long of(List<StoreChange> changes) {
    long bytes = 0;
    for (StoreChange change : changes) {
      bytes += OVERHEAD + content(change);
    }
    return bytes;
  }

  private static int content(StoreChange change) {
    if (change instanceof StoredUpdate update) {
      return update.topic().name().length() + update.data().length();
    }
    if (change instanceof StoredReader reader) {
      return reader.name().length() + reader.state().length();
    }
    if (change instanceof StoredNode node) {
      return node.voters().toString().length();
    }
    return change instanceof StoredKey key ? key.topic().name().length() + key.key().length() : 0;
  }
}
