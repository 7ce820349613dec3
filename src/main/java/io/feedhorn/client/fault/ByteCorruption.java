package io.feedhorn.client.fault;

import io.vertx.core.buffer.Buffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Changes random bits, as a bad cable would if TCP had no checksum. Owned by one event loop. */
final class ByteCorruption {
  private final Random random;
  private final AtomicLong corrupted = new AtomicLong();

  ByteCorruption(Random random) {
    this.random = random;
  }

  /** Returns the number of changed bytes. Safe on any thread. */
  long corrupted() {
    return corrupted.get();
  }

  /**
   * Returns the same bytes, or a copy with some of them changed.
   *
   * @param meanDistance one byte of so many is changed on average; 0 for none
   */
  Buffer apply(Buffer bytes, int meanDistance) {
    if (meanDistance == 0) {
      return bytes;
    }
    Buffer copy = bytes.copy();
    for (int at = distance(meanDistance); at < copy.length(); at += distance(meanDistance)) {
      copy.setByte(at, (byte) (copy.getByte(at) ^ 1 << random.nextInt(8)));
      corrupted.incrementAndGet();
    }
    return copy;
  }

  private int distance(int mean) {
    return 1 + (int) (-mean * Math.log(1 - random.nextDouble()));
  }
}
