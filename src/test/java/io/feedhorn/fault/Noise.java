package io.feedhorn.fault;

import io.vertx.core.buffer.Buffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Changes bytes on their way, as a bad cable would if TCP had no checksum. On one event loop. */
final class Noise {
  private final Random random;
  private final AtomicLong changed = new AtomicLong();

  Noise(long seed) {
    this.random = new Random(seed);
  }

  /** How many bytes were changed. */
  long changed() {
    return changed.get();
  }

  /**
   * The same bytes, or a copy with some of them changed.
   *
   * @param oneOf one of so many on average; 0 for none
   */
  Buffer on(Buffer bytes, int oneOf) {
    if (oneOf == 0) {
      return bytes;
    }
    Buffer noisy = bytes.copy();
    for (int at = distance(oneOf); at < noisy.length(); at += distance(oneOf)) {
      noisy.setByte(at, (byte) (noisy.getByte(at) ^ 1 << random.nextInt(8)));
      changed.incrementAndGet();
    }
    return noisy;
  }

  private int distance(int oneOf) {
    return 1 + (int) (-oneOf * Math.log(1 - random.nextDouble()));
  }
}
