package io.feedhorn.publish;

import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.eventbus.EventBus;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends stored updates to this node's event bus: by reference to the hubs, as JSON to verticles.
 * Owned by the writer's event loop. The messages of one feed arrive in the order of these calls.
 */
public final class UpdateBroadcaster {
  private final EventBus bus;
  private final Map<String, RecentUpdates> recent = new HashMap<>();

  public UpdateBroadcaster(EventBus bus) {
    ByReferenceCodec.register(bus);
    this.bus = bus;
  }

  /** Sends an update that the log contains. */
  public void broadcast(Update update) {
    String feed = update.topic().feed();
    recent.computeIfAbsent(feed, name -> new RecentUpdates()).add(update);
    bus.publish(Addresses.updates(feed), update, ByReferenceCodec.BY_REFERENCE);
    if (!feed.equals(Topic.PRIVATE_FEED)) {
      bus.publish(update.topic().name(), update, ByReferenceCodec.AS_JSON);
    }
  }

  /** Sends the notice that the log of a feed was replaced. */
  public void broadcast(LogReset reset) {
    recent.remove(reset.feed());
    bus.publish(Addresses.updates(reset.feed()), reset, ByReferenceCodec.LOG_RESET);
  }
}
