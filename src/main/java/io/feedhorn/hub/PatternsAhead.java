package io.feedhorn.hub;

import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The patterns of one feed on one event loop whose reader came with a cursor that this node has not
 * reached. Connections have them already, but get no live updates of them until the loop has
 * processed the cursor. Owned by the hub's event loop, not thread-safe.
 */
final class PatternsAhead {
  private final Map<Subscription, Map<TopicPattern, Long>> cursors = new LinkedHashMap<>();

  // No cursor is smaller, so that an update is compared with one number.
  private long bound = Long.MAX_VALUE;

  /** A pattern whose cursor the loop has processed. */
  record Reached(Subscription subscription, TopicPattern pattern, long cursor) {}

  boolean isEmpty() {
    return cursors.isEmpty();
  }

  /** Adds a pattern. If it is there already, the smaller cursor counts. */
  void add(Subscription subscription, TopicPattern pattern, long cursor) {
    cursors
        .computeIfAbsent(subscription, first -> new LinkedHashMap<>())
        .merge(pattern, cursor, Math::min);
    bound = Math.min(bound, cursor);
  }

  /** Removes a pattern. Returns false if it is not there. */
  boolean remove(Subscription subscription, TopicPattern pattern) {
    Map<TopicPattern, Long> patterns = cursors.get(subscription);
    if (patterns == null || patterns.remove(pattern) == null) {
      return false;
    }
    if (patterns.isEmpty()) {
      cursors.remove(subscription);
    }
    return true;
  }

  Set<Subscription> subscriptions() {
    return cursors.keySet();
  }

  /** Returns the patterns of a subscription that are here. */
  List<TopicPattern> of(Subscription subscription) {
    Map<TopicPattern, Long> patterns = cursors.get(subscription);
    return patterns == null ? List.of() : List.copyOf(patterns.keySet());
  }

  boolean contains(Subscription subscription, TopicPattern pattern) {
    Map<TopicPattern, Long> patterns = cursors.get(subscription);
    return patterns != null && patterns.containsKey(pattern);
  }

  /** Returns true if a pattern names a topic. */
  boolean hasNamed(String topic) {
    return cursors.values().stream()
        .flatMap(patterns -> patterns.keySet().stream())
        .anyMatch(pattern -> pattern.text().equals(topic));
  }

  /** Returns the offset up to which a connection has all updates that its patterns match. */
  long reached(Subscription subscription) {
    Map<TopicPattern, Long> patterns = cursors.get(subscription);
    return patterns != null && patterns.size() == subscription.patterns().size()
        ? Collections.min(patterns.values())
        : subscription.position();
  }

  /** Removes and returns the patterns whose cursor is not after an offset. */
  List<Reached> takeReached(long offset) {
    if (offset < bound) {
      return List.of();
    }
    List<Reached> reached = new ArrayList<>();
    cursors.forEach(
        (subscription, patterns) ->
            patterns.forEach(
                (pattern, cursor) -> {
                  if (cursor <= offset) {
                    reached.add(new Reached(subscription, pattern, cursor));
                  }
                }));
    reached.forEach(each -> remove(each.subscription, each.pattern));
    bound =
        cursors.values().stream()
            .flatMap(patterns -> patterns.values().stream())
            .mapToLong(Long::longValue)
            .min()
            .orElse(Long.MAX_VALUE);
    return reached;
  }
}
