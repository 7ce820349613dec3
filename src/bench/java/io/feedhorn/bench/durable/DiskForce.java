package io.feedhorn.bench.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The time that the disk of a folder needs to force 4 KiB, with {@code fdatasync}. */
record DiskForce(double p50Millis, double p99Millis) {
  private static final int BYTES = 4_096;
  private static final int ROOM = 1_000;

  /** Measures forces of which each begins when the one before has ended. */
  static DiskForce measure(Path folder, int times) throws IOException {
    try (TemporaryFile file = new TemporaryFile(folder)) {
      long[] nanos = new long[times];
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        file.force();
        nanos[i] = System.nanoTime() - start;
      }
      return of(nanos);
    }
  }

  /**
   * Measures what a program without any work of its own needs for writes that arrive at a fixed
   * rate: those that arrive during a force share the next one. The time of a write counts from its
   * arrival to the end of its force.
   */
  static DiskForce measureAtRate(Path folder, int perSecond, int seconds) throws IOException {
    try (TemporaryFile file = new TemporaryFile(folder)) {
      long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
      long[] nanos = new long[perSecond * seconds];
      long began = System.nanoTime();
      int forced = 0;
      while (forced < nanos.length) {
        long start = awaitNanos(began + forced * interval);
        int arrived = (int) Math.min(nanos.length, (start - began) / interval + 1);
        file.force();
        long end = System.nanoTime();
        for (; forced < arrived; forced++) {
          nanos[forced] = end - (began + forced * interval);
        }
      }
      return of(nanos);
    }
  }

  /** Waits for a time, and returns the time at which this thread goes on. */
  private static long awaitNanos(long due) {
    long now = System.nanoTime();
    while (now < due) {
      LockSupport.parkNanos(due - now);
      now = System.nanoTime();
    }
    return now;
  }

  private static DiskForce of(long[] nanos) {
    Arrays.sort(nanos);
    return new DiskForce(nanos[nanos.length / 2] / 1e6, nanos[(int) (nanos.length * 0.99)] / 1e6);
  }

  @Override
  public String toString() {
    return "p50 %.2f ms, p99 %.2f ms".formatted(p50Millis, p99Millis);
  }

  /** A file that has its room already, like a journal. Deleted when closed. */
  private static final class TemporaryFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private int next;

    TemporaryFile(Path folder) throws IOException {
      path = folder.resolve("force.tmp");
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.write(ByteBuffer.allocate(BYTES * ROOM));
      channel.force(true);
    }

    void force() throws IOException {
      channel.write(ByteBuffer.allocate(BYTES), (long) (next++ % ROOM) * BYTES);
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(path);
    }
  }
}
