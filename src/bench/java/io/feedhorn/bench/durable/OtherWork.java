package io.feedhorn.bench.durable;

import io.feedhorn.bench.ProcStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The CPU time that the machine needs for everything but some processes, of {@code /proc/stat}: for
 * other programs, and for interrupts and threads of the kernel.
 */
final class OtherWork {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final int LAST = 7;

  private final List<Long> pids;
  private long nanos;
  private long time;

  OtherWork(List<Long> pids) {
    this.pids = pids;
  }

  /** Returns the CPU time since the last call, as a share of one core. */
  double newShare() throws IOException {
    long before = nanos;
    long since = time;
    time = System.nanoTime();
    nanos = allNanos() - ProcStat.cpuNanos(pids);
    return Math.max(0, nanos - before) / (double) (time - since);
  }

  private static long allNanos() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
    long ticks = 0;
    for (int i = 1; i <= LAST; i++) {
      ticks += i == IDLE || i == WAITING ? 0 : Long.parseLong(fields[i]);
    }
    return ticks * NANOS_PER_TICK;
  }
}
