package io.feedhorn.bench.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The CPU time that the JIT compilers of a JVM use, of its threads in {@code /proc}. */
final class CompilerThreads {
  /** The unit of {@code /proc/PID/task/TID/stat}, in milliseconds. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private final Path threads;
  private Map<Path, Long> before = Map.of();

  CompilerThreads(long pid) {
    threads = Path.of("/proc", Long.toString(pid), "task");
  }

  /** Returns the CPU time since the last call, or of all time, in milliseconds. */
  long newMillis() throws IOException {
    List<Path> list;
    try (Stream<Path> found = Files.list(threads)) {
      list = found.toList();
    }
    Map<Path, Long> now = new HashMap<>();
    long added = 0;
    for (Path thread : list) {
      String stat = read(thread.resolve("stat"));
      if (stat.contains("CompilerThre")) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        now.put(thread, ticks);
        added += ticks - before.getOrDefault(thread, 0L);
      }
    }
    before = now;
    return added * MILLIS_PER_TICK;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException ended) {
      return "";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
