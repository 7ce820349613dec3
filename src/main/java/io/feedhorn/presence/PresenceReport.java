package io.feedhorn.presence;

import io.feedhorn.publish.Addresses;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** The changes of one iteration of an event loop, in their order. Immutable. */
public record PresenceReport(List<PresenceChange> changes) {
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  public PresenceReport {
    changes = List.copyOf(changes);
  }

  /** Sends this report to the {@link PresenceService} of this node. Safe on any thread. */
  public void send(EventBus bus) {
    bus.send(Addresses.PRESENCE, this, LOCAL_ONLY);
  }
}
