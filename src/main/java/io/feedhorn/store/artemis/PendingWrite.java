package io.feedhorn.store.artemis;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The journal records that one write adds and removes. */
final class PendingWrite {
  /** A record of the journal. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Added(byte kind, byte[] content) {}

  private final long number;
  private final Map<Long, Added> added = new LinkedHashMap<>();
  private final Set<Long> removed = new LinkedHashSet<>();

  PendingWrite(long number) {
    this.number = number;
  }

  /** Returns the number of the write. */
  long number() {
    return number;
  }

  void add(long id, byte kind, byte[] content) {
    removed.remove(id);
    added.put(id, new Added(kind, content));
  }

  void remove(long id) {
    if (added.remove(id) == null) {
      removed.add(id);
    }
  }

  Map<Long, Added> added() {
    return added;
  }

  long[] removed() {
    return removed.stream().mapToLong(Long::longValue).toArray();
  }
}
