package io.feedhorn.push;

/** A command to the {@link PushService}, passed by reference. Immutable. */
sealed interface PushCommand {
  /** Stores a push subscription, in place of an earlier one with the same endpoint. */
  record Subscribe(PushSubscription subscription) implements PushCommand {}

  /** Removes a push subscription, if there is one. */
  record Unsubscribe(String endpoint) implements PushCommand {}

  /** Asks if there is a push subscription with an endpoint to a topic. */
  record Find(String endpoint, String topic) implements PushCommand {}
}
