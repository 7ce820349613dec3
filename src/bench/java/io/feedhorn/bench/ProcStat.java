package io.feedhorn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counters of Linux for processes. Several processes are added up; a process that has ended
 * counts 0.
 */
public final class ProcStat {
  /** The unit of {@code /proc/PID/stat}, which does not depend on the kernel's timer. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final Pattern MAPPING = Pattern.compile("^([0-9a-f]+)-[0-9a-f]+ ");
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcStat() {}

  /** Returns user and system time of all threads, in nanoseconds. */
  public static long cpuNanos(Collection<Long> pids) {
    long ticks = 0;
    for (long pid : pids) {
      String stat = read(pid, "stat");
      if (!stat.isEmpty()) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
      }
    }
    return ticks * NANOS_PER_TICK;
  }

  /** Returns resident memory, in bytes. */
  public static long residentBytes(Collection<Long> pids) {
    long kib = 0;
    for (long pid : pids) {
      kib +=
          read(pid, "status")
              .lines()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
    }
    return kib * 1024;
  }

  /** Returns resident memory of the mappings that begin in a range of addresses, in bytes. */
  public static long residentBytes(long pid, long from, long to) {
    long kib = 0;
    boolean within = false;
    for (String line : read(pid, "smaps").lines().toList()) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.find()) {
        long start = Long.parseUnsignedLong(mapping.group(1), 16);
        within = start >= from && start < to;
      } else if (within && line.startsWith("Rss:")) {
        kib += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kib * 1024;
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (NoSuchFileException ended) {
      return "";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
