package io.feedhorn.cluster.storm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What is known of one feed in one epoch. Not thread-safe: {@link Violations} guards it. */
final class StormLog {
  /** No publish. */
  static final long NONE = -1;

  private final String name;
  private final Map<String, Long> seqs = new HashMap<>();
  private long[] ids = new long[0];
  private long[] hashes = new long[0];
  private long head;

  /**
   * @param name feed and epoch: {@code prices:k3f9}
   */
  StormLog(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  String feed() {
    return name.substring(0, name.indexOf(':'));
  }

  /** The highest offset that is known of. */
  long head() {
    return head;
  }

  /** The newest seq of each topic. */
  Map<String, Long> seqs() {
    return seqs;
  }

  long id(long offset) {
    return offset < ids.length ? ids[(int) offset] : NONE;
  }

  /** The hash of the update that was seen there, 0 where none was. */
  long hash(long offset) {
    return offset < hashes.length ? hashes[(int) offset] : 0;
  }

  void put(long offset, long id, String topic, long seq) {
    reach(offset);
    ids[(int) offset] = id;
    seqs.merge(topic, seq, Math::max);
  }

  void saw(long offset, long hash) {
    hashes[(int) offset] = hash;
  }

  private void reach(long offset) {
    head = Math.max(head, offset);
    if (offset >= ids.length) {
      int had = ids.length;
      int size = Math.max(1_024, Math.toIntExact(offset + offset / 2));
      ids = Arrays.copyOf(ids, size);
      hashes = Arrays.copyOf(hashes, size);
      Arrays.fill(ids, had, size, NONE);
    }
  }
}
