package io.feedhorn.push;

import io.feedhorn.model.Update;
import java.util.List;

/** A notification with the push subscriptions that it is for. Immutable. */
record PushJob(Update update, List<PushSubscription> subscriptions) {
  PushJob {
    subscriptions = List.copyOf(subscriptions);
  }
}
