package io.feedhorn.store.artemis;

import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreVisitor;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content read from a journal, and the ids of records that the next write has to remove. */
final class JournalContent {
  /** A damaged record, as it is reported. */
  record Damage(String feed, long offset, String reason) {}

  final StoreIndex index = new StoreIndex();
  @Nullable StoredNode node;
  final List<StoredFeed> feeds = new ArrayList<>();
  final List<StoredUpdate> updates = new ArrayList<>();
  final List<StoredKey> keys = new ArrayList<>();
  final List<StoredReplica> replicas = new ArrayList<>();
  final List<StoredReader> readers = new ArrayList<>();
  final List<Long> obsolete = new ArrayList<>();

  /** The markers of the last write, which the next one removes after it has a marker of its own. */
  final List<Long> markers = new ArrayList<>();

  /** True if an earlier version has written records that the next compaction would drop. */
  boolean hasNegativeIds;

  private final List<Damage> damages = new ArrayList<>();

  void report(String feed, long offset, String reason) {
    damages.add(new Damage(feed, offset, reason));
  }

  long damagedUpdates(String feed) {
    return damages.stream().filter(damage -> damage.offset > 0 && damage.feed.equals(feed)).count();
  }

  long damagedSum(String feed) {
    return damages.stream()
        .filter(damage -> damage.feed.equals(feed))
        .mapToLong(Damage::offset)
        .sum();
  }

  /** Returns all records but those of updates. */
  List<StoreChange> others() {
    List<StoreChange> others = new ArrayList<>(feeds);
    if (node != null) {
      others.add(node);
    }
    others.addAll(replicas);
    others.addAll(keys);
    others.addAll(readers);
    return others;
  }

  void visit(StoreVisitor visitor) {
    if (node != null) {
      visitor.onNode(node);
    }
    feeds.forEach(visitor::onFeed);
    replicas.forEach(visitor::onReplica);
    updates.forEach(visitor::onUpdate);
    keys.forEach(visitor::onKey);
    readers.forEach(visitor::onReader);
    damages.forEach(damage -> visitor.onDamaged(damage.feed, damage.offset, damage.reason));
  }
}
