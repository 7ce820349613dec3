package io.feedhorn.cluster.storm;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The updates that one reader received, over all its connections to all nodes, in the order of
 * their arrival. Each update must be the next one of its topic, and with a pattern for a whole feed
 * the next one of the feed. After a reset gaps are allowed up to the end of the log at that time.
 * Used by one thread at a time.
 */
final class DeliveryChain {
  /** The number of updates that a server may have had at a reset without any receipt or reader. */
  private static final long MAX_UNSEEN_UPDATES = 2_000;

  private final String name;
  private final Violations violations;
  private final Map<String, FeedProgress> progress = new HashMap<>();
  private long length;

  /** The progress of the reader in one feed. */
  private static final class FeedProgress {
    final TopicPattern pattern;
    final boolean whole;
    final Map<String, Long> seqs = new HashMap<>();
    String epoch;
    long offset;
    boolean mayHaveGaps;
    long gapsUpTo;

    FeedProgress(TopicPattern pattern, boolean whole, Position start) {
      this.pattern = pattern;
      this.whole = whole;
      this.epoch = start.epoch();
      this.offset = start.offset();
    }
  }

  /**
   * Creates the chain of a reader that has received nothing yet.
   *
   * @param patterns one for each feed
   * @param start the beginning of the feeds
   */
  DeliveryChain(String name, Violations violations, List<String> patterns, Cursor start) {
    this.name = name;
    this.violations = violations;
    for (String pattern : patterns) {
      String feed = pattern.substring(0, pattern.indexOf('.'));
      Position at = start.position(feed);
      if (at == null) {
        throw new IllegalArgumentException("the start cursor has no position of feed " + feed);
      }
      progress.put(
          feed,
          new FeedProgress(TopicPattern.parse(pattern), pattern.equals(Topics.whole(feed)), at));
    }
  }

  long length() {
    return length;
  }

  /** Records a reset: updates after the reader's positions may be missing. */
  void onReset(String message) {
    progress.forEach(
        (feed, feedProgress) -> {
          feedProgress.mayHaveGaps = true;
          feedProgress.gapsUpTo =
              violations.maxOffset(feed, feedProgress.epoch) + MAX_UNSEEN_UPDATES;
        });
    violations.reportReset(name + " received " + message);
  }

  /** Records the next update and checks it. */
  void receive(StormUpdate update, String epoch) {
    FeedProgress feedProgress = progressOf(update.feed());
    length++;
    if (!feedProgress.epoch.equals(epoch)) {
      begin(feedProgress, update.feed(), epoch);
    }
    violations.onReceived(update, epoch);
    long seq = feedProgress.seqs.getOrDefault(update.topic(), 0L);
    if (update.offset() <= feedProgress.offset || update.seq() <= seq) {
      boolean doubled = update.seq() <= seq;
      report(doubled ? Violation.DOUBLED : Violation.DISORDER, 1, feedProgress, update, seq);
      return;
    }
    feedProgress.mayHaveGaps &= update.offset() <= feedProgress.gapsUpTo;
    if (!feedProgress.mayHaveGaps) {
      requireNext(feedProgress, update, seq);
    }
    feedProgress.seqs.put(update.topic(), update.seq());
    feedProgress.offset = update.offset();
  }

  private void requireNext(FeedProgress feedProgress, StormUpdate update, long seq) {
    if (feedProgress.whole && update.offset() > feedProgress.offset + 1) {
      report(Violation.LOST, update.offset() - feedProgress.offset - 1, feedProgress, update, seq);
    } else if (update.seq() > seq + 1) {
      report(Violation.LOST, update.seq() - seq - 1, feedProgress, update, seq);
    }
  }

  private void begin(FeedProgress feedProgress, String feed, String epoch) {
    if (!feedProgress.mayHaveGaps) {
      violations.report(
          Violation.DISAGREEMENT,
          1,
          "%s: epoch %s of %s became %s without a reset"
              .formatted(name, feedProgress.epoch, feed, epoch));
    }
    feedProgress.epoch = epoch;
    feedProgress.offset = 0;
    feedProgress.seqs.clear();
    feedProgress.mayHaveGaps = true;
    feedProgress.gapsUpTo = violations.maxOffset(feed, epoch) + MAX_UNSEEN_UPDATES;
  }

  private void report(
      Violation violation, long count, FeedProgress feedProgress, StormUpdate update, long seq) {
    violations.report(
        violation,
        count,
        "%s: after %s:%d and seq %d came offset %d, seq %d of %s"
            .formatted(
                name,
                feedProgress.epoch,
                feedProgress.offset,
                seq,
                update.offset(),
                update.seq(),
                update.topic()));
  }

  /**
   * Returns the number of updates that the reader has not received yet.
   *
   * @param ends the ends of the feeds
   */
  long missing(Cursor ends) {
    long missing = 0;
    for (Map.Entry<String, FeedProgress> each : progress.entrySet()) {
      Position end = ends.position(each.getKey());
      if (end != null) {
        missing += missing(each.getKey(), each.getValue(), end);
      }
    }
    return missing;
  }

  private long missing(String feed, FeedProgress feedProgress, Position end) {
    boolean same = feedProgress.epoch.equals(end.epoch());
    if (feedProgress.whole) {
      return end.offset() - (same ? feedProgress.offset : 0);
    }
    long missing = 0;
    for (Map.Entry<String, Long> topic : violations.seqs(feed, end.epoch()).entrySet()) {
      if (feedProgress.pattern.matches(topic.getKey())) {
        missing +=
            topic.getValue() - (same ? feedProgress.seqs.getOrDefault(topic.getKey(), 0L) : 0);
      }
    }
    return missing;
  }

  private FeedProgress progressOf(String feed) {
    FeedProgress feedProgress = progress.get(feed);
    if (feedProgress == null) {
      throw new IllegalArgumentException(name + " has not subscribed to feed " + feed);
    }
    return feedProgress;
  }
}
