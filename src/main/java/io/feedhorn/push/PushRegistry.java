package io.feedhorn.push;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreWriter;
import io.feedhorn.store.StoredReader;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The push subscriptions of a single server, in its store. Owned by the writer's event loop, not
 * thread-safe. The number of all is limited, and that of one user, whose oldest is removed.
 */
final class PushRegistry implements PushSubscriptions {
  private final StoreWriter store;
  private final SubscriptionIndex index;
  private long added;

  /**
   * @param max the maximum number of push subscriptions
   */
  PushRegistry(int max, StoreWriter store, PushMetrics metrics) {
    this.store = store;
    this.index = new SubscriptionIndex(max, metrics);
  }

  /** Adds a push subscription that the store has. */
  void load(StoredReader stored) {
    index.put(PushSubscription.ofState(stored.state()), ++added);
  }

  @Override
  public Future<Boolean> subscribe(PushSubscription subscription) {
    PushSubscription before = index.find(subscription.endpoint());
    if (before == null) {
      index.requireRoom();
    }
    if (subscription.equals(before)) {
      return Future.succeededFuture(false);
    }
    List<StoreChange> changes = new ArrayList<>();
    boolean isSameUser = before != null && Objects.equals(before.user(), subscription.user());
    List<PushSubscription> oldest = index.excess(subscription.user(), isSameUser ? 0 : 1);
    oldest.forEach(each -> changes.add(new StoreChange.RemoveReader(each.storedName())));
    changes.add(new StoredReader(subscription.storedName(), subscription.state()));
    return store
        .write(changes)
        .map(
            stored -> {
              oldest.forEach(each -> index.remove(each.endpoint()));
              index.put(subscription, ++added);
              return before == null;
            });
  }

  @Override
  public Future<Boolean> unsubscribe(String endpoint) {
    PushSubscription before = index.find(endpoint);
    return before == null
        ? Future.succeededFuture(false)
        : store
            .write(List.of(new StoreChange.RemoveReader(before.storedName())))
            .map(removed -> index.remove(endpoint));
  }

  @Override
  public boolean has(String endpoint, String topic) {
    return index.has(endpoint, topic);
  }

  @Override
  public Collection<PushSubscription> of(String topic) {
    return index.of(topic);
  }
}
