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
 * The part of a feed that one act of subscribing gave a reader. Immutable. What is conflated counts
 * as given.
 *
 * @param from everything past this offset was given, of topics that are not named otherwise
 * @param joined live updates went on after this offset
 * @param newestOnly of what was there when it joined, the newest update of each topic alone was
 *     given, if it is past {@code from}
 * @param exceptions topics of which only what is past another offset was given
 * @param exact false where more topics are exceptions than are remembered
 * @param within patterns that all must stand for a topic; it was given nothing of others
 */
record DeliveredRange(
    long from,
    long joined,
    boolean newestOnly,
    Map<String, Long> exceptions,
    boolean exact,
    List<TopicPattern> within) {
  private static final int MAX_EXCEPTIONS = 64;

  /** A reader that was given no history. */
  static DeliveredRange live(long joined) {
    return new DeliveredRange(joined, joined, false, Map.of(), true, List.of());
  }

  /** A reader that was given the newest update of each topic past an offset. */
  static DeliveredRange newest(long from, long joined) {
    return new DeliveredRange(from, joined, true, Map.of(), true, List.of());
  }

  /**
   * A reader that was given history past an offset, as far as there was any.
   *
   * @param given what was given, and told where something was gone
   * @param before of topics that were heard already and have a hole: the offset that it ends at
   */
  static DeliveredRange history(long from, Replay given, Map<String, Long> before) {
    Map<String, Long> exceptions = new HashMap<>(before);
    Set<String> begun = new HashSet<>();
    for (Update update : given.updates()) {
      String topic = update.topic().name();
      if (begun.add(topic)) {
        exceptions.remove(topic);
        if (update.previousOffset() > from) {
          exceptions.put(topic, update.previousOffset());
        }
      }
    }
    boolean exact = exceptions.size() <= MAX_EXCEPTIONS;
    Map<String, Long> remembered = exact ? Map.copyOf(exceptions) : Map.of();
    return new DeliveredRange(from, given.tail(), false, remembered, exact, List.of());
  }

  /** The same, for the topics alone that a pattern stands for as well. */
  DeliveredRange within(TopicPattern pattern) {
    if (within.contains(pattern)) {
      return this;
    }
    List<TopicPattern> patterns = new ArrayList<>(within);
    patterns.add(pattern);
    return new DeliveredRange(from, joined, newestOnly, exceptions, exact, List.copyOf(patterns));
  }

  /** The same, for a pattern all of whose topics it concerns. */
  DeliveredRange everywhere() {
    return new DeliveredRange(from, joined, newestOnly, exceptions, exact, List.of());
  }

  /** If it gave anything of a topic. */
  boolean concerns(String topic) {
    return within.stream().allMatch(pattern -> pattern.matches(topic));
  }

  /** The offset past which a topic that this concerns was given whole. */
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

  /** Returns true if another act gave nothing that this one did not. */
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
