package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** The longest gap between two events of the same source. Safe on any thread. */
final class MaxGap {
  private final Map<String, Long> last = new HashMap<>();
  private long longest;
  private String description = "";

  synchronized void record(String source) {
    long now = System.nanoTime();
    Long before = last.put(source, now);
    if (before != null) {
      if (now - before > longest) {
        longest = now - before;
        description = source + " until " + LocalTime.now(ZoneOffset.UTC);
      }
    }
  }

  /** Starts a new measurement. */
  synchronized void restart() {
    longest = 0;
    description = "";
    long now = System.nanoTime();
    last.replaceAll((source, before) -> now);
  }

  /** Returns the source of the longest gap that has ended, and the time of its end. */
  synchronized String description() {
    return description;
  }

  /** Returns the longest gap since the start of the measurement, including gaps not ended yet. */
  synchronized Duration longest() {
    long now = System.nanoTime();
    long open = last.values().stream().mapToLong(before -> now - before).max().orElse(0);
    return Duration.ofNanos(Math.max(longest, open));
  }
}
