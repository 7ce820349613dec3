package io.feedhorn.publish;

import io.feedhorn.model.LogReset;
import io.feedhorn.model.Update;
import io.vertx.core.eventbus.EventBus;

/**
 * Tells this node of what its logs keep: hubs by reference, verticles as JSON. Owned by the
 * writer's event loop; what it tells of one feed is heard in that order.
 */
public final class UpdateBroadcaster {
  private final EventBus bus;

  public UpdateBroadcaster(EventBus bus) {
    ByReferenceCodec.register(bus);
    this.bus = bus;
  }

  /** Tells of an update that the log keeps. */
  public void broadcast(Update update) {
    bus.publish(Addresses.updates(update.topic().feed()), update, ByReferenceCodec.BY_REFERENCE);
    bus.publish(update.topic().name(), update, ByReferenceCodec.AS_JSON);
  }

  /** Tells that a feed's log was put in the place of another. */
  public void broadcast(LogReset reset) {
    bus.publish(Addresses.updates(reset.feed()), reset, ByReferenceCodec.LOG_RESET);
  }
}
