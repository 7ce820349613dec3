package io.feedhorn.hub;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.Replay;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The range of a feed that one subscription of a connection has delivered. Immutable. A conflated
 * update counts as delivered.
 *
 * @param from all updates after this offset were delivered, except for {@code exceptions}
 * @param joined the offset after which live updates were delivered
 * @param newestOnly if true, only the newest update of each topic up to {@code joined} was
 *     delivered, if it is after {@code from}
 * @param exceptions topics of which only the updates after another offset were delivered
 * @param exact false if there were more exceptions than are stored
 * @param within patterns, all of which match the topics of this range
 */
record DeliveredRange(
    long from,
    long joined,
    boolean newestOnly,
    Map<String, Long> exceptions,
    boolean exact,
    List<TopicPattern> within) {
  private static final int MAX_EXCEPTIONS = 64;

  /** Returns the range of a reader that got no history. */
  static DeliveredRange live(long joined) {
    return new DeliveredRange(joined, joined, false, Map.of(), true, List.of());
  }

  /** Returns the range of a reader that got the newest update of each topic after an offset. */
  static DeliveredRange newest(long from, long joined) {
    return new DeliveredRange(from, joined, true, Map.of(), true, List.of());
  }

  /**
   * Returns the range of a reader that got a replay of history after an offset.
   *
   * @param gapEnds the end of the gap, for topics that were subscribed before and have one
   */
  static DeliveredRange history(long from, Replay replay, Map<String, Long> gapEnds) {
    Map<String, Long> exceptions = new HashMap<>(gapEnds);
    Set<String> topics = new HashSet<>();
    for (Update update : replay.updates()) {
      String topic = update.topic().name();
      if (topics.add(topic)) {
        exceptions.remove(topic);
        if (update.previousOffset() > from) {
          exceptions.put(topic, update.previousOffset());
        }
      }
    }
    boolean exact = exceptions.size() <= MAX_EXCEPTIONS;
    Map<String, Long> stored = exact ? Map.copyOf(exceptions) : Map.of();
    return new DeliveredRange(from, replay.endOffset(), false, stored, exact, List.of());
  }

  /** Returns this range for the topics that a pattern matches, too. */
  DeliveredRange within(TopicPattern pattern) {
    if (within.contains(pattern)) {
      return this;
    }
    List<TopicPattern> patterns = new ArrayList<>(within);
    patterns.add(pattern);
    return new DeliveredRange(from, joined, newestOnly, exceptions, exact, List.copyOf(patterns));
  }

  /** Returns this range without {@code within}, for a pattern all of whose topics it concerns. */
  DeliveredRange everywhere() {
    return new DeliveredRange(from, joined, newestOnly, exceptions, exact, List.of());
  }

  /** Returns true if it can contain updates of a topic. */
  boolean concerns(String topic) {
    return within.stream().allMatch(pattern -> pattern.matches(topic));
  }

  /** Returns the offset after which all updates of a topic that this concerns were delivered. */
  long after(String topic, @Nullable FeedLog log) {
    Long exception = exceptions.get(topic);
    if (exception != null) {
      return exception;
    }
    if (!exact) {
      return joined;
    }
    return newestOnly && log != null ? Math.max(from, log.beforeNewest(topic, joined)) : from;
  }

  /** Returns true if another range has no update that this one does not have. */
  boolean includes(DeliveredRange other) {
    return exact
        && (other.exact || exceptions.isEmpty())
        && other.within.containsAll(within)
        && from <= other.from
        && (!newestOnly || (other.newestOnly && joined <= other.joined))
        && exceptions.entrySet().stream()
            .allMatch(
                topic ->
                    topic.getValue() <= other.exceptions.getOrDefault(topic.getKey(), other.from));
  }
}
