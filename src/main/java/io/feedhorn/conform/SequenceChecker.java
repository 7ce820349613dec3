package io.feedhorn.conform;

import io.feedhorn.model.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The proof that one reader missed nothing: its updates, over all its connections, in the order it
 * took them. Used by one thread at a time.
 */
final class SequenceChecker {
  private final DeterministicWorkload workload;
  private final List<TopicPattern> patterns;
  private final boolean whole;
  private final Map<String, Long> begin;
  private final Map<String, Long> offsets = new HashMap<>();
  private final Map<String, Long> seqs = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private long length;
  private long leftOut;

  /**
   * @param whole whether every update of its feeds is for the reader, so that offsets have no gap
   * @param start the offset in each feed that the reader begins after
   */
  SequenceChecker(
      DeterministicWorkload workload,
      List<String> patterns,
      boolean whole,
      Map<String, Long> start) {
    this.workload = workload;
    this.patterns = patterns.stream().map(TopicPattern::parse).toList();
    this.whole = whole;
    this.begin = Map.copyOf(start);
    this.offsets.putAll(start);
  }

  /** How many updates were taken. */
  long length() {
    return length;
  }

  /**
   * Takes the next update.
   *
   * @throws CheckFailed where it is not the one that had to come, as far as that is known
   */
  void take(String text) {
    take(ReceivedUpdate.of(text));
  }

  void take(ReceivedUpdate update) {
    String topic = update.topic();
    requireAsPublished(update);
    long seq = seqs.getOrDefault(topic, 0L);
    long offset = offsets.getOrDefault(update.feed(), 0L);
    if (update.seq() <= seq) {
      throw new CheckFailed("twice: after seq " + seq + " came " + came(update));
    }
    if (update.seq() > seq + 1) {
      throw new CheckFailed("lost: after seq " + seq + " came " + came(update));
    }
    if (update.offset() <= offset) {
      throw new CheckFailed("out of order: after offset " + offset + " came " + came(update));
    }
    if (whole && update.offset() > offset + 1) {
      throw new CheckFailed("a gap: after offset " + offset + " came " + came(update));
    }
    keep(update);
    offsets.put(update.feed(), update.offset());
    length++;
  }

  private void keep(ReceivedUpdate update) {
    seqs.put(update.topic(), update.seq());
    newest.put(update.topic(), update.offset());
  }

  /** Whether updates of its topic are missing before this one. */
  boolean skipsTo(ReceivedUpdate update) {
    return update.seq() > seqs.getOrDefault(update.topic(), 0L) + 1;
  }

  /** The offset of the newest update of a topic; where it begins, if there was none. */
  long offset(ReceivedUpdate like) {
    long start = begin.getOrDefault(like.feed(), 0L);
    return newest.getOrDefault(like.topic(), start);
  }

  /** Takes an update that the reader was not sent, and asked for afterwards. */
  void takeLeftOut(ReceivedUpdate update) {
    requireAsPublished(update);
    if (skipsTo(update) || update.seq() <= seqs.getOrDefault(update.topic(), 0L)) {
      throw new CheckFailed("lost: asked for what was left out, there came " + came(update));
    }
    keep(update);
    leftOut++;
  }

  /** How many updates were left out, and had by asking for them. */
  long leftOut() {
    return leftOut;
  }

  private static String came(ReceivedUpdate update) {
    return "offset " + update.offset() + ", seq " + update.seq() + " of " + update.topic();
  }

  private void requireAsPublished(ReceivedUpdate update) {
    String topic = update.topic();
    if (!isFor(topic)) {
      throw new CheckFailed("nobody asked for " + CheckFailed.shown(update.text()));
    }
    long number = DeterministicWorkload.number(update);
    CheckFailed.unlessSame("the topic of value", workload.topic(number), topic);
    CheckFailed.unlessSame(
        "the update",
        ReceivedUpdate.canonical(
            topic, update.offset(), update.seq(), update.ts(), workload.data(number)),
        update.text());
  }

  /** Returns true if the reader subscribed to a topic. Safe on any thread. */
  boolean isFor(String topic) {
    for (TopicPattern pattern : patterns) {
      if (pattern.matches(topic)) {
        return true;
      }
    }
    return false;
  }

  /** What is still missing of what was published, or empty where nothing is. */
  String missing(Map<String, Long> published) {
    for (Map.Entry<String, Long> each : published.entrySet()) {
      String topic = each.getKey();
      long seq = seqs.getOrDefault(topic, 0L);
      if (isFor(topic) && seq != each.getValue()) {
        return "of %s seq %d is the newest that came, %d that was published"
            .formatted(topic, seq, each.getValue());
      }
    }
    return "";
  }
}
