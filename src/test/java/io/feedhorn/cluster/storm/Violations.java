package io.feedhorn.cluster.storm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the receipts of publishers with the updates that readers received, and counts
 * violations. Every update of the storm contains the id of its publish, so each id has one position
 * in one log, or none. Safe on any thread.
 */
final class Violations {
  private static final int MAX_EVIDENCE = 20;

  private final Topics topics;
  private final Map<String, StormLog> logs = new HashMap<>();
  private final Map<Violation, Long> violations = new EnumMap<>(Violation.class);
  private final List<String> evidence = new ArrayList<>();
  private @Nullable StormLog[] logOf = new StormLog[1_024];
  private long[] offsetOf = new long[1_024];
  private long onReceipt;
  private long resets;
  private long lostWithEpoch;

  Violations(Topics topics) {
    this.topics = topics;
  }

  /** Records the receipt of a publisher. */
  synchronized void onReceipt(long id, String topic, String epoch, long offset, long seq) {
    onReceipt++;
    locate(id, topic, epoch, offset, seq);
  }

  /** Records an update that a reader received. */
  synchronized void onReceived(StormUpdate update, String epoch) {
    if (update.id() < 0 || !topics.topic(update.id()).equals(update.topic())) {
      report(Violation.FOREIGN, 1, "not published: " + update);
      return;
    }
    StormLog log = locate(update.id(), update.topic(), epoch, update.offset(), update.seq());
    long hash = log.hash(update.offset());
    if (hash == 0) {
      log.putHash(update.offset(), update.hash());
    } else if (hash != update.hash()) {
      report(
          Violation.DISAGREEMENT, 1, "two updates at %s:%d".formatted(log.name(), update.offset()));
    }
  }

  private StormLog locate(long id, String topic, String epoch, long offset, long seq) {
    StormLog log = log(topic.substring(0, topic.indexOf('.')), epoch);
    long there = log.id(offset);
    if (there != StormLog.NONE && there != id) {
      report(
          Violation.DISAGREEMENT,
          1,
          "publishes %d and %d are both at %s:%d".formatted(there, id, log.name(), offset));
      return log;
    }
    log.put(offset, id, topic, seq);
    ensureCapacity(id);
    StormLog before = logOf[(int) id];
    // If all nodes restarted, a publish that is sent again is a new one to them.
    boolean epochEnded = before != null && before != log && before.feed().equals(log.feed());
    if (before == null || epochEnded) {
      logOf[(int) id] = log;
      offsetOf[(int) id] = offset;
    } else if (before != log || offsetOf[(int) id] != offset) {
      report(
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

  private void ensureCapacity(long id) {
    if (id >= offsetOf.length) {
      int size = Math.toIntExact(id + id / 2);
      logOf = Arrays.copyOf(logOf, size);
      offsetOf = Arrays.copyOf(offsetOf, size);
    }
  }

  /** Counts a violation. */
  synchronized void report(Violation violation, long times, String description) {
    violations.merge(violation, times, Long::sum);
    if (evidence.size() < MAX_EVIDENCE) {
      evidence.add(violation + ": " + description);
    }
  }

  /** Counts a reset that a reader received. */
  synchronized void reportReset(String description) {
    resets++;
    if (evidence.size() < MAX_EVIDENCE) {
      evidence.add("RESET: " + description);
    }
  }

  /** Returns the highest offset of a log in any receipt or delivery. */
  synchronized long maxOffset(String feed, String epoch) {
    return log(feed, epoch).maxOffset();
  }

  /** Returns the newest seq of each topic of a log. */
  synchronized Map<String, Long> seqs(String feed, String epoch) {
    return Map.copyOf(log(feed, epoch).seqs());
  }

  /**
   * Reports acknowledged updates that no reader received, after all readers have reached the end.
   *
   * @param epochs the current epochs of the feeds; updates of earlier ones are counted separately
   */
  synchronized void checkUnseen(Map<String, String> epochs) {
    for (StormLog log : logs.values()) {
      boolean epochEnded = !log.name().equals(log.feed() + ":" + epochs.get(log.feed()));
      for (long offset = 1; offset <= log.maxOffset(); offset++) {
        if (log.id(offset) != StormLog.NONE && log.hash(offset) == 0) {
          if (epochEnded) {
            lostWithEpoch++;
          } else {
            report(
                Violation.LOST,
                1,
                "acknowledged and never received: %s:%d".formatted(log.name(), offset));
          }
        }
      }
    }
  }

  synchronized long count(Violation violation) {
    return violations.getOrDefault(violation, 0L);
  }

  synchronized long onReceipt() {
    return onReceipt;
  }

  synchronized long resets() {
    return resets;
  }

  /** Returns the number of acknowledged updates that were lost with their epoch. */
  synchronized long lostWithEpoch() {
    return lostWithEpoch;
  }

  /** Returns descriptions of the first violations and resets. */
  synchronized List<String> evidence() {
    return List.copyOf(evidence);
  }
}
