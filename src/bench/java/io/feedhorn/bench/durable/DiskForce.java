package io.feedhorn.bench.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The time that the disk of a folder needs to force 4 KiB, with {@code fdatasync}. */
record DiskForce(double p50Millis, double p99Millis) {
  private static final int BYTES = 4_096;

  static DiskForce measure(Path folder, int times) throws IOException {
    Path file = folder.resolve("force.tmp");
    long[] nanos = new long[times];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Into room that is there already, like a preallocated journal.
      channel.write(ByteBuffer.allocate(BYTES * times));
      channel.force(true);
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(BYTES), (long) i * BYTES);
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    Arrays.sort(nanos);
    return new DiskForce(nanos[times / 2] / 1e6, nanos[(int) (times * 0.99)] / 1e6);
  }

  @Override
  public String toString() {
    return "p50 %.2f ms, p99 %.2f ms".formatted(p50Millis, p99Millis);
  }
}
