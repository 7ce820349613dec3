package io.feedhorn.publish;

import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that are in the store and not in memory any more: they are removed with a later batch.
 * Not thread-safe: owned by the writer's event loop.
 */
final class StoreTrim {
  private static final int MAX_TAKEN = 20_000;

  // Of feeds and keys all are taken at once: a later batch may store the same one again, and the
  // first batch of a start has to contain the mark of a running server.
  private final ArrayDeque<StoreChange> feeds = new ArrayDeque<>();
  private final ArrayDeque<StoreChange> keys = new ArrayDeque<>();
  private final ArrayDeque<StoreChange> others = new ArrayDeque<>();

  void removeUpdate(String feed, Update update) {
    others.add(new StoreChange.RemoveUpdate(feed, update.offset()));
  }

  void removeKey(IdempotencyCache.Key key) {
    keys.add(new StoreChange.RemoveKey(Topic.parse(key.topic()), key.key()));
  }

  /** Adds the changes that loading found necessary. */
  void add(List<StoreChange> changes) {
    changes.forEach(change -> of(change).add(change));
  }

  private ArrayDeque<StoreChange> of(StoreChange change) {
    return change instanceof StoredFeed
        ? feeds
        : change instanceof StoreChange.RemoveKey ? keys : others;
  }

  boolean isEmpty() {
    return feeds.isEmpty() && keys.isEmpty() && others.isEmpty();
  }

  /** Returns true if the removals are worth a batch of their own. */
  boolean isLarge() {
    return others.size() >= MAX_TAKEN;
  }

  /** Removes the changes of the next batch from this list and returns them. */
  List<StoreChange> take() {
    List<StoreChange> taken = new ArrayList<>(feeds);
    feeds.clear();
    taken.addAll(keys);
    keys.clear();
    while (!others.isEmpty() && taken.size() < MAX_TAKEN) {
      taken.add(others.remove());
    }
    return taken;
  }

  /** Adds the changes of a batch that was not stored again, before all others. */
  void putBack(List<StoreChange> changes) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      StoreChange change = changes.get(i);
      of(change).addFirst(change);
    }
  }
}
