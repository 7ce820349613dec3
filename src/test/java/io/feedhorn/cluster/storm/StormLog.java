package io.feedhorn.cluster.storm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The known updates of one feed in one epoch. Not thread-safe: {@link Violations} guards it. */
final class StormLog {
  /** The id of an unknown publish. */
  static final long NONE = -1;

  private final String name;
  private final Map<String, Long> seqs = new HashMap<>();
  private long[] ids = new long[0];
  private long[] hashes = new long[0];
  private long maxOffset;

  /**
   * Creates an empty log.
   *
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

  /** Returns the highest known offset. */
  long maxOffset() {
    return maxOffset;
  }

  /** Returns the newest seq of each topic. */
  Map<String, Long> seqs() {
    return seqs;
  }

  long id(long offset) {
    return offset < ids.length ? ids[(int) offset] : NONE;
  }

  /** Returns the hash of the received update, or 0 if no reader received it. */
  long hash(long offset) {
    return offset < hashes.length ? hashes[(int) offset] : 0;
  }

  void put(long offset, long id, String topic, long seq) {
    ensureCapacity(offset);
    ids[(int) offset] = id;
    seqs.merge(topic, seq, Math::max);
  }

  void putHash(long offset, long hash) {
    hashes[(int) offset] = hash;
  }

  private void ensureCapacity(long offset) {
    maxOffset = Math.max(maxOffset, offset);
    if (offset >= ids.length) {
      int oldSize = ids.length;
      int size = Math.max(1_024, Math.toIntExact(offset + offset / 2));
      ids = Arrays.copyOf(ids, size);
      hashes = Arrays.copyOf(hashes, size);
      Arrays.fill(ids, oldSize, size, NONE);
    }
  }
}
