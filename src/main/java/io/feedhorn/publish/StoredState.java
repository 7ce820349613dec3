package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Topic;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of the store at the start. Immutable, except for the logs, which belong to the writer
 * from then on.
 *
 * @param node the node to which the store belongs, or null for a single server
 * @param hasFeeds true if the store has any feed, also one that is not durable any more
 * @param running the record of a running server, with the epoch of feeds before their first update
 * @param logs the durable feeds, by name
 * @param keys the idempotency keys that have not expired, the oldest first
 * @param cleanup changes of the store that make it equal to this state
 * @param updates the number of updates in the logs
 */
public record StoredState(
    @Nullable StoredNode node,
    boolean hasFeeds,
    StoredFeed running,
    Map<String, FeedLog> logs,
    List<LoadedKey> keys,
    List<StoredReader> readers,
    List<StoreChange> cleanup,
    long updates) {

  /** Returns the record of a server that has stopped as planned. */
  StoredFeed stopped() {
    return new StoredFeed(running.name(), running.epoch(), 0);
  }

  /**
   * An idempotency key with its receipt. Immutable.
   *
   * @param ageNanos the time since the key was stored
   */
  public record LoadedKey(Topic topic, String key, Receipt receipt, long ageNanos) {}
}
