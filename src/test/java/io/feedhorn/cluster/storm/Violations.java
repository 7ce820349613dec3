package io.feedhorn.cluster.storm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds together what publishers were answered and what readers took. Every update of the storm
 * carries the number of its publish, so that each number has one place in one log, or none. Safe on
 * any thread.
 */
final class Violations {
  private static final int MAX_EVIDENCE = 20;

  private final Topics topics;
  private final Map<String, StormLog> logs = new HashMap<>();
  private final Map<Violation, Long> wrongs = new EnumMap<>(Violation.class);
  private final List<String> evidence = new ArrayList<>();
  private @Nullable StormLog[] logOf = new StormLog[1_024];
  private long[] offsetOf = new long[1_024];
  private long answered;
  private long resets;
  private long lostWithEpoch;

  Violations(Topics topics) {
    this.topics = topics;
  }

  /** A publisher was told where its update is. */
  synchronized void answered(long id, String topic, String epoch, long offset, long seq) {
    answered++;
    place(id, topic, epoch, offset, seq);
  }

  /** A reader got an update. */
  synchronized void seen(AcceptedUpdates update, String epoch) {
    if (update.id() < 0 || !topics.topic(update.id()).equals(update.topic())) {
      wrong(Violation.FOREIGN, 1, "nobody published " + update);
      return;
    }
    StormLog log = place(update.id(), update.topic(), epoch, update.offset(), update.seq());
    long hash = log.hash(update.offset());
    if (hash == 0) {
      log.saw(update.offset(), update.hash());
    } else if (hash != update.hash()) {
      wrong(
          Violation.DISAGREEMENT, 1, "two updates at %s:%d".formatted(log.name(), update.offset()));
    }
  }

  private StormLog place(long id, String topic, String epoch, long offset, long seq) {
    StormLog log = log(topic.substring(0, topic.indexOf('.')), epoch);
    long there = log.id(offset);
    if (there != StormLog.NONE && there != id) {
      wrong(
          Violation.DISAGREEMENT,
          1,
          "publishes %d and %d are both at %s:%d".formatted(there, id, log.name(), offset));
      return log;
    }
    log.put(offset, id, topic, seq);
    reach(id);
    StormLog before = logOf[(int) id];
    // Where all nodes went, a publish that is sent again is new to those that came after.
    boolean over = before != null && before != log && before.feed().equals(log.feed());
    if (before == null || over) {
      logOf[(int) id] = log;
      offsetOf[(int) id] = offset;
    } else if (before != log || offsetOf[(int) id] != offset) {
      wrong(
          Violation.DOUBLED,
          1,
          "publish %d is at %s:%d and at %s:%d"
              .formatted(id, before.name(), offsetOf[(int) id], log.name(), offset));
    }
    return log;
  }

  private StormLog log(String feed, String epoch) {
    return logs.computeIfAbsent(feed + ":" + epoch, StormLog::new);
  }

  private void reach(long id) {
    if (id >= offsetOf.length) {
      int size = Math.toIntExact(id + id / 2);
      logOf = Arrays.copyOf(logOf, size);
      offsetOf = Arrays.copyOf(offsetOf, size);
    }
  }

  /** Something must not be so. */
  synchronized void wrong(Violation what, long times, String how) {
    wrongs.merge(what, times, Long::sum);
    if (evidence.size() < MAX_EVIDENCE) {
      evidence.add(what + ": " + how);
    }
  }

  /** A reader was told that something is gone. */
  synchronized void reset(String how) {
    resets++;
    if (evidence.size() < MAX_EVIDENCE) {
      evidence.add("RESET: " + how);
    }
  }

  /** The highest offset of a log that anybody was told of. */
  synchronized long head(String feed, String epoch) {
    return log(feed, epoch).head();
  }

  /** The newest seq of each topic of a log. */
  synchronized Map<String, Long> seqs(String feed, String epoch) {
    return Map.copyOf(log(feed, epoch).seqs());
  }

  /**
   * Looks for what was answered and never seen by anybody, once all readers are at the end.
   *
   * @param epochs of the feeds, as they are now: what is missing of an older one went with it
   */
  synchronized void settle(Map<String, String> epochs) {
    for (StormLog log : logs.values()) {
      boolean over = !log.name().equals(log.feed() + ":" + epochs.get(log.feed()));
      for (long offset = 1; offset <= log.head(); offset++) {
        if (log.id(offset) != StormLog.NONE && log.hash(offset) == 0) {
          if (over) {
            lostWithEpoch++;
          } else {
            wrong(
                Violation.LOST, 1, "answered and never seen: %s:%d".formatted(log.name(), offset));
          }
        }
      }
    }
  }

  synchronized long count(Violation what) {
    return wrongs.getOrDefault(what, 0L);
  }

  synchronized long answered() {
    return answered;
  }

  synchronized long resets() {
    return resets;
  }

  /** How many answered updates nobody saw before their epoch was over. */
  synchronized long lostWithEpoch() {
    return lostWithEpoch;
  }

  /** The first of what was wrong, and the first resets. */
  synchronized List<String> evidence() {
    return List.copyOf(evidence);
  }
}
