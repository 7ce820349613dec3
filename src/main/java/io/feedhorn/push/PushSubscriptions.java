package io.feedhorn.push;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;

/**
 * The push subscriptions of a server. Owned by the writer's event loop. A change is stored before
 * it takes effect.
 */
interface PushSubscriptions {
  /** Starts; completes when changes are accepted. */
  default Future<?> start(Vertx vertx) {
    return Future.succeededFuture();
  }

  /**
   * Stores and adds a push subscription, in place of an earlier one with the same endpoint. Fails
   * with a {@link io.feedhorn.model.FeedException} if there are too many.
   *
   * @return true if there was none
   */
  Future<Boolean> subscribe(PushSubscription added);

  /**
   * Removes a push subscription.
   *
   * @return false if there was none
   */
  Future<Boolean> unsubscribe(String endpoint);

  /** Returns true if there is a push subscription with an endpoint to a topic. */
  boolean has(String endpoint, String topic);

  /** Returns the push subscriptions to a topic. */
  Collection<PushSubscription> of(String topic);
}
