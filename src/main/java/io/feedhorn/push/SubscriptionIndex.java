package io.feedhorn.push;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The push subscriptions by endpoint, topic and user, in memory. Owned by the writer's event loop,
 * not thread-safe.
 */
final class SubscriptionIndex {
  static final int MAX_OF_USER = 20;

  private final int max;
  private final PushMetrics metrics;
  private final Map<String, Entry> byEndpoint = new LinkedHashMap<>();
  private final Map<String, Set<PushSubscription>> byTopic = new HashMap<>();
  private final Map<String, TreeMap<Long, PushSubscription>> byUser = new HashMap<>();

  /**
   * @param order a number that grows with each push subscription
   */
  private record Entry(PushSubscription subscription, long order) {}

  /**
   * @param max the maximum number of push subscriptions
   */
  SubscriptionIndex(int max, PushMetrics metrics) {
    this.max = max;
    this.metrics = metrics;
  }

  /**
   * Checks that there is room for a new push subscription.
   *
   * @throws FeedException {@link ErrorCode#TOO_MANY} if there is none
   */
  void requireRoom() {
    if (byEndpoint.size() >= max) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "There are %d push subscriptions, the maximum (push.max).".formatted(max));
    }
  }

  /** Returns the push subscription with an endpoint; null if there is none. */
  @Nullable PushSubscription find(String endpoint) {
    Entry entry = byEndpoint.get(endpoint);
    return entry == null ? null : entry.subscription();
  }

  /** Returns true if there is a push subscription with an endpoint to a topic. */
  boolean has(String endpoint, String topic) {
    PushSubscription found = find(endpoint);
    return found != null && found.topics().contains(topic);
  }

  /** Returns the push subscriptions to a topic. */
  Collection<PushSubscription> of(String topic) {
    return byTopic.getOrDefault(topic, Set.of());
  }

  /**
   * Returns the oldest push subscriptions of a user that must go, so that there is room for a
   * number of others.
   */
  List<PushSubscription> excess(@Nullable String user, int others) {
    TreeMap<Long, PushSubscription> all = user == null ? null : byUser.get(user);
    return all == null
        ? List.of()
        : all.values().stream().limit(Math.max(0, all.size() + others - MAX_OF_USER)).toList();
  }

  /**
   * Adds a push subscription, in place of an earlier one with the same endpoint.
   *
   * @param order its number: that of a user's oldest is the smallest
   */
  void put(PushSubscription added, long order) {
    remove(added.endpoint());
    byEndpoint.put(added.endpoint(), new Entry(added, order));
    added
        .topics()
        .forEach(topic -> byTopic.computeIfAbsent(topic, key -> new LinkedHashSet<>()).add(added));
    if (added.user() != null) {
      byUser.computeIfAbsent(added.user(), key -> new TreeMap<>()).put(order, added);
    }
    metrics.subscriptions(byEndpoint.size());
  }

  /**
   * Removes a push subscription.
   *
   * @return false if there was none
   */
  boolean remove(String endpoint) {
    Entry entry = byEndpoint.remove(endpoint);
    if (entry == null) {
      return false;
    }
    PushSubscription removed = entry.subscription();
    for (String topic : removed.topics()) {
      Set<PushSubscription> all = byTopic.get(topic);
      if (all != null && all.remove(removed) && all.isEmpty()) {
        byTopic.remove(topic);
      }
    }
    String user = removed.user();
    TreeMap<Long, PushSubscription> ofUser = user == null ? null : byUser.get(user);
    if (ofUser != null && ofUser.remove(entry.order()) != null && ofUser.isEmpty()) {
      byUser.remove(removed.user());
    }
    metrics.subscriptions(byEndpoint.size());
    return true;
  }

  /** Removes all. */
  void clear() {
    byEndpoint.clear();
    byTopic.clear();
    byUser.clear();
    metrics.subscriptions(0);
  }
}
