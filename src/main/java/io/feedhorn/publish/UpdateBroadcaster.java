package io.feedhorn.publish;

import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/**
 * Sends stored updates to this node's event bus: by reference to the hubs, as JSON to verticles.
 * Owned by the writer's event loop. The messages of one feed arrive in the order of these calls.
 */
public final class UpdateBroadcaster {
  /** An event loop delivers consecutive updates to all readers before it does anything else. */
  private static final int MAX_RUN = 64;

  private final EventBus bus;
  private final RecentFeeds recent = new RecentFeeds();

  public UpdateBroadcaster(EventBus bus) {
    ByReferenceCodec.register(bus);
    this.bus = bus;
  }

  /** Sends an update that the log contains. */
  public void broadcast(Update update) {
    broadcast(List.of(update));
  }

  /** Sends updates that the logs contain, in their order. Those of a feed are sent together. */
  public void broadcast(List<Update> updates) {
    int start = 0;
    for (int i = 1; i <= updates.size(); i++) {
      if (i == updates.size() || i - start == MAX_RUN || !sameFeed(updates, i)) {
        broadcast(new ConsecutiveUpdates(updates.subList(start, i)));
        start = i;
      }
    }
  }

  private static boolean sameFeed(List<Update> updates, int index) {
    return updates.get(index).topic().feed().equals(updates.get(index - 1).topic().feed());
  }

  private void broadcast(ConsecutiveUpdates consecutive) {
    String feed = consecutive.updates().get(0).topic().feed();
    recent.addAll(feed, consecutive.updates());
    bus.publish(Addresses.updates(feed), consecutive, ByReferenceCodec.BY_REFERENCE);
    if (!feed.equals(Topic.PRIVATE_FEED)) {
      for (Update update : consecutive.updates()) {
        bus.publish(update.topic().name(), update, ByReferenceCodec.AS_JSON);
      }
    }
  }

  /** Sends the notice that the log of a feed was replaced. */
  public void broadcast(LogReset reset) {
    recent.remove(reset.feed());
    bus.publish(Addresses.updates(reset.feed()), reset, ByReferenceCodec.LOG_RESET);
  }
}
