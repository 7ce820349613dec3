package io.feedhorn.cluster.storm;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** How long nothing was heard of a thing of which something is heard all the time. Thread-safe. */
final class MaxGap {
  private final Map<String, Long> last = new HashMap<>();
  private long longest;
  private String where = "";

  synchronized void heard(String of) {
    long now = System.nanoTime();
    Long before = last.put(of, now);
    if (before != null) {
      if (now - before > longest) {
        longest = now - before;
        where = of + " until " + LocalTime.now(ZoneOffset.UTC);
      }
    }
  }

  /** From now on. */
  synchronized void mark() {
    longest = 0;
    where = "";
    long now = System.nanoTime();
    last.replaceAll((of, before) -> now);
  }

  /** What the longest one since the mark was of, and when it ended. */
  synchronized String where() {
    return where;
  }

  /** The longest silence since the mark, of those that last until now, too. */
  synchronized Duration longest() {
    long now = System.nanoTime();
    long open = last.values().stream().mapToLong(before -> now - before).max().orElse(0);
    return Duration.ofNanos(Math.max(longest, open));
  }
}
