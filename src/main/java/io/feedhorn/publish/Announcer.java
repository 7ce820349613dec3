package io.feedhorn.publish;

import io.feedhorn.model.Restart;
import io.feedhorn.model.Update;
import io.vertx.core.eventbus.EventBus;

/**
 * Tells this node of what its logs keep: hubs by reference, verticles as JSON. Owned by the
 * writer's event loop; what it tells of one feed is heard in that order.
 */
public final class Announcer {
  private final EventBus bus;

  public Announcer(EventBus bus) {
    LocalCodec.register(bus);
    this.bus = bus;
  }

  /** Tells of an update that the log keeps. */
  public void tell(Update update) {
    bus.publish(Addresses.updates(update.topic().feed()), update, LocalCodec.BY_REFERENCE);
    bus.publish(update.topic().name(), update, LocalCodec.AS_JSON);
  }

  /** Tells that a feed's log was put in the place of another. */
  public void tell(Restart restart) {
    bus.publish(Addresses.updates(restart.feed()), restart, LocalCodec.RESTARTED);
  }
}
