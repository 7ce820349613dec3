package io.feedhorn.hub;

import io.feedhorn.delta.PatchMaker;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A connection that asked for deltas. An update is written as a delta if the update before it is
 * the last that was written for its topic. Owned by the hub's event loop, not thread-safe. It is
 * between the outbox and the connection, so that connections without deltas have no cost.
 */
final class DeltaSubscriber implements Subscriber {
  /** The updates that are written in full, so that no value depends on more deltas than these. */
  static final int FULL_EVERY = 100;

  private final Subscriber connection;
  private final SmallMap<Subscription> subscriptions;
  // By topic. Mostly the newest update of the topic, which the log has, too.
  private final Map<String, Update> written = new HashMap<>();

  /**
   * @param subscriptions the subscriptions of the connection by their feed, which change
   */
  DeltaSubscriber(Subscriber connection, SmallMap<Subscription> subscriptions) {
    this.connection = connection;
    this.subscriptions = subscriptions;
  }

  /** Writes the next update of each of these topics in full. */
  void forget(String feed, Predicate<String> topics) {
    written
        .values()
        .removeIf(
            update -> update.topic().feed().equals(feed) && topics.test(update.topic().name()));
  }

  @Override
  public void write(Update update) {
    connection.write(form(update));
  }

  private Update form(Update update) {
    String topic = update.topic().name();
    Subscription subscription = subscriptions.get(update.topic().feed());
    if (update.isDeletion() || subscription == null || !subscription.wantsDeltas(topic)) {
      written.remove(topic);
      return update;
    }
    Update last = written.put(topic, update);
    // Of older updates, few readers have the previous one: a patch would cost more than it saves.
    boolean asDelta =
        last != null
            && last.offset() == update.previousOffset()
            && last.epoch().equals(update.epoch())
            && update.seq() % FULL_EVERY != 0
            && update.isRecent();
    return asDelta ? update.delta(last, PatchMaker.JSON_PATCH) : update;
  }

  @Override
  public boolean writable() {
    return connection.writable();
  }

  @Override
  public void flush() {
    connection.flush();
  }

  @Override
  public void reset(String feed, Cursor cursor) {
    connection.reset(feed, cursor);
  }

  @Override
  public void tooSlow() {
    connection.tooSlow();
  }

  @Override
  public String transport() {
    return connection.transport();
  }
}
