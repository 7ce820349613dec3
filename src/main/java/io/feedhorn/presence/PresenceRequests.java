package io.feedhorn.presence;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** The questions to the {@link PresenceService} of this node. Safe on any thread. */
public final class PresenceRequests {
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  public PresenceRequests(EventBus bus) {
    this.bus = bus;
  }

  /**
   * Returns the numbers of connections with which users read a topic by name, on all nodes. That of
   * the empty user is the number of clients without one. The future fails with a {@link
   * FeedException} if the service does not answer.
   */
  public Future<JsonObject> connections(String topic) {
    return bus.<JsonObject>request(Addresses.PRESENCE_STATE, topic, LOCAL_ONLY)
        .map(Message::body)
        .recover(
            failure ->
                Future.failedFuture(
                    new FeedException(
                        ErrorCode.UNAVAILABLE, "Presence does not answer; try again.", 1)));
  }
}
