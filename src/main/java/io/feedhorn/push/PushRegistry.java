package io.feedhorn.push;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The push subscriptions by endpoint, topic and user. Owned by the writer's event loop, not
 * thread-safe. A change is stored before it takes effect. The number of all is limited, and that of
 * one user, whose oldest is removed.
 */
final class PushRegistry {
  static final int MAX_OF_USER = 20;

  private final int max;
  private final StoreWriter store;
  private final PushMetrics metrics;
  private final Map<String, PushSubscription> byEndpoint = new LinkedHashMap<>();
  private final Map<String, Set<PushSubscription>> byTopic = new HashMap<>();
  private final Map<String, Set<PushSubscription>> byUser = new HashMap<>();

  /**
   * @param max the maximum number of push subscriptions
   */
  PushRegistry(int max, StoreWriter store, PushMetrics metrics) {
    this.max = max;
    this.store = store;
    this.metrics = metrics;
  }

  /** Adds a push subscription that the store has. */
  void load(StoredReader stored) {
    add(PushSubscription.ofState(stored.state()));
  }

  /**
   * Stores and adds a push subscription, in place of an earlier one with the same endpoint.
   *
   * @return true if there was none
   */
  Future<Boolean> subscribe(PushSubscription added) {
    PushSubscription before = byEndpoint.get(added.endpoint());
    if (before == null && byEndpoint.size() >= max) {
      throw new FeedException(
          ErrorCode.TOO_MANY,
          "There are %d push subscriptions, the maximum (push.max).".formatted(max));
    }
    if (added.equals(before)) {
      return Future.succeededFuture(false);
    }
    List<StoreChange> changes = new ArrayList<>();
    PushSubscription oldest = before == null ? oldestOfFullUser(added.user()) : null;
    if (oldest != null) {
      changes.add(new StoreChange.RemoveReader(oldest.storedName()));
    }
    changes.add(new StoredReader(added.storedName(), added.state()));
    return store
        .write(changes)
        .map(
            stored -> {
              if (oldest != null) {
                remove(oldest.endpoint());
              }
              remove(added.endpoint());
              add(added);
              return before == null;
            });
  }

  private @Nullable PushSubscription oldestOfFullUser(@Nullable String user) {
    Set<PushSubscription> all = user == null ? null : byUser.get(user);
    return all == null || all.size() < MAX_OF_USER ? null : all.iterator().next();
  }

  /**
   * Removes a push subscription.
   *
   * @return false if there was none
   */
  Future<Boolean> unsubscribe(String endpoint) {
    PushSubscription before = byEndpoint.get(endpoint);
    return before == null
        ? Future.succeededFuture(false)
        : store
            .write(List.of(new StoreChange.RemoveReader(before.storedName())))
            .map(removed -> remove(endpoint));
  }

  /** Returns the push subscriptions to a topic. */
  Collection<PushSubscription> of(String topic) {
    return byTopic.getOrDefault(topic, Set.of());
  }

  private void add(PushSubscription added) {
    byEndpoint.put(added.endpoint(), added);
    added
        .topics()
        .forEach(topic -> byTopic.computeIfAbsent(topic, key -> new LinkedHashSet<>()).add(added));
    if (added.user() != null) {
      byUser.computeIfAbsent(added.user(), key -> new LinkedHashSet<>()).add(added);
    }
    metrics.subscriptions(byEndpoint.size());
  }

  private boolean remove(String endpoint) {
    PushSubscription removed = byEndpoint.remove(endpoint);
    if (removed == null) {
      return false;
    }
    removed.topics().forEach(topic -> remove(byTopic, topic, removed));
    if (removed.user() != null) {
      remove(byUser, removed.user(), removed);
    }
    metrics.subscriptions(byEndpoint.size());
    return true;
  }

  private static void remove(
      Map<String, Set<PushSubscription>> index, String key, PushSubscription removed) {
    Set<PushSubscription> all = index.get(key);
    if (all != null && all.remove(removed) && all.isEmpty()) {
      index.remove(key);
    }
  }
}
