package io.feedhorn.store.artemis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** A set of the offsets of a feed's stored updates, as bitmaps of 64 offsets. */
final class OffsetSet {
  private final Map<Long, Long> words = new HashMap<>();
  private long size;
  private long sum;

  /** Returns false if the offset is in the set already. */
  boolean add(long offset) {
    long before = words.getOrDefault(offset >>> 6, 0L);
    long after = before | 1L << offset;
    if (after == before) {
      return false;
    }
    words.put(offset >>> 6, after);
    size++;
    sum += offset;
    return true;
  }

  /** Returns false if the offset is not in the set. */
  boolean remove(long offset) {
    long before = words.getOrDefault(offset >>> 6, 0L);
    long after = before & ~(1L << offset);
    if (after == before) {
      return false;
    }
    if (after == 0) {
      words.remove(offset >>> 6);
    } else {
      words.put(offset >>> 6, after);
    }
    size--;
    sum -= offset;
    return true;
  }

  long size() {
    return size;
  }

  /** Returns the sum of all offsets. */
  long sum() {
    return sum;
  }

  void forEach(LongConsumer consumer) {
    words.forEach(
        (index, word) -> {
          for (long rest = word; rest != 0; rest &= rest - 1) {
            consumer.accept((index << 6) + Long.numberOfTrailingZeros(rest));
          }
        });
  }
}
