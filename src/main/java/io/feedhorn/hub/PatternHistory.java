package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The updates that a connection got for one pattern since it subscribed to it. Immutable.
 *
 * @param ranges the range of each act of subscribing
 * @param exact false if there were more ranges than are stored
 */
record PatternHistory(List<DeliveredRange> ranges, boolean exact) {
  /** The history of a pattern without any updates. */
  static final PatternHistory NONE = new PatternHistory(List.of(), true);

  private static final int MAX_RANGES = 64;

  /** Returns this history with the range of another act of subscribing. */
  PatternHistory plus(DeliveredRange later) {
    if (ranges.stream().anyMatch(range -> range.includes(later))) {
      return this;
    }
    List<DeliveredRange> needed = new ArrayList<>(1);
    ranges.stream().filter(range -> !later.includes(range)).forEach(needed::add);
    if (needed.size() == MAX_RANGES) {
      return new PatternHistory(ranges, false);
    }
    needed.add(later);
    return new PatternHistory(List.copyOf(needed), exact);
  }

  /**
   * Returns the history of a pattern after another pattern was removed: the updates of topics that
   * both match stay delivered.
   */
  PatternHistory inherit(TopicPattern own, TopicPattern removed, PatternHistory ofRemoved) {
    boolean disjoint =
        own.isTopic()
            ? !removed.matches(own.text())
            : removed.isTopic() && !own.matches(removed.text());
    if (disjoint) {
      return this;
    }
    PatternHistory all = ofRemoved.exact ? this : new PatternHistory(ranges, false);
    for (DeliveredRange range : ofRemoved.ranges) {
      if (!own.isTopic()) {
        all = all.plus(range.within(removed));
      } else if (range.concerns(own.text())) {
        all = all.plus(range.everywhere());
      }
    }
    return all;
  }

  /** Returns the updates of one topic that the connection got for the pattern. */
  DeliveredUpdates of(String topic, @Nullable FeedLog log) {
    long after = Long.MAX_VALUE;
    boolean isExact = exact;
    for (DeliveredRange range : ranges) {
      if (range.concerns(topic)) {
        after = Math.min(after, range.after(topic, log));
        isExact &= range.exact();
      }
    }
    return new DeliveredUpdates(after, isExact);
  }

  /**
   * The updates of one topic that a connection got. Immutable.
   *
   * @param after all updates after this offset; {@link Long#MAX_VALUE} for none
   * @param exact false if it may have got more
   */
  record DeliveredUpdates(long after, boolean exact) {
    static final DeliveredUpdates NOTHING = new DeliveredUpdates(Long.MAX_VALUE, true);

    DeliveredUpdates union(DeliveredUpdates other) {
      return new DeliveredUpdates(Math.min(after, other.after), exact && other.exact);
    }

    boolean isNothing() {
      return after == Long.MAX_VALUE;
    }
  }
}
