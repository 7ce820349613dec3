package io.feedhorn.bench.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The time that the disk of a folder needs to force 4 KiB, with {@code fdatasync}. */
record DiskForce(double p50Millis, double p99Millis) {
  /** Measures forces of which each begins when the one before has ended. */
  static DiskForce measure(Path folder, int times) throws IOException {
    try (ForcedFile file = new ForcedFile(folder)) {
      long[] nanos = new long[times];
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        file.force();
        nanos[i] = System.nanoTime() - start;
      }
      return of(nanos);
    }
  }

  private static DiskForce of(long[] nanos) {
    Arrays.sort(nanos);
    return new DiskForce(nanos[nanos.length / 2] / 1e6, nanos[(int) (nanos.length * 0.99)] / 1e6);
  }

  @Override
  public String toString() {
    return "p50 %.2f ms, p99 %.2f ms".formatted(p50Millis, p99Millis);
  }
}
