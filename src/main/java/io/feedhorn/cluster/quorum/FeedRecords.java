package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.ForwardDeduplicator;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.log.FeedTopics;
import io.feedhorn.log.NextUncounted;
import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes of the store for the updates of one feed. */
final class FeedRecords {
  private FeedRecords() {}

  /**
   * Returns the records of entries with their keys.
   *
   * @param topics of the log that has the entries, or that they follow
   */
  static List<StoreChange> of(String epoch, Collection<LogEntry> entries, FeedTopics topics) {
    List<StoreChange> changes = new ArrayList<>(entries.size() + 2);
    NextUncounted uncounted = new NextUncounted(topics);
    for (LogEntry entry : entries) {
      changes.add(
          new StoredUpdate(
              entry.topic(),
              entry.offset(),
              entry.seq(),
              entry.previousOffset(),
              entry.micros(),
              entry.data(),
              new StoredUpdate.Origin(entry.source(), entry.forward(), entry.index()),
              uncounted.after(
                  entry.topic(),
                  entry.offset(),
                  entry.seq(),
                  entry.previousOffset(),
                  entry.data().length() == 0)));
      if (entry.key() != null) {
        changes.add(key(entry.key(), entry.receipt(epoch)));
      }
    }
    return changes;
  }

  private static StoredKey key(String key, Receipt receipt) {
    return new StoredKey(
        receipt.topic(), key, receipt.epoch(), receipt.offset(), receipt.seq(), receipt.micros());
  }

  /** Returns the removal of a batch that was never committed. */
  static List<StoreChange> removal(Batch batch) {
    List<StoreChange> changes = new ArrayList<>();
    changes.add(new StoreChange.RemoveAfter(batch.feed(), batch.firstOffset() - 1));
    for (LogEntry entry : batch.entries()) {
      if (entry.key() != null) {
        changes.add(new StoreChange.RemoveKey(entry.topic(), entry.key()));
      }
    }
    return changes;
  }

  /** Returns the records of an update in a log, with the forward that it was, if it is known. */
  static StoredUpdate of(Update update, StoredUpdate.@Nullable Origin origin, FeedTopics topics) {
    return new StoredUpdate(
        update.topic(),
        update.offset(),
        update.seq(),
        update.previousOffset(),
        update.timestampMicros(),
        update.data(),
        origin,
        topics.uncounted().of(update));
  }

  /** Returns the records of all idempotency keys. */
  static List<StoreChange> keys(ReplicaLog log) {
    List<StoreChange> changes = new ArrayList<>();
    for (Map.Entry<IdempotencyCache.Key, Receipt> each : log.keys().receipts().entrySet()) {
      changes.add(key(each.getKey().key(), each.getValue()));
    }
    return changes;
  }

  /** Returns the newest forward of each source by the offset of its updates. */
  static Map<Long, StoredUpdate.Origin> origins(ForwardDeduplicator forwards) {
    Map<Long, StoredUpdate.Origin> origins = new HashMap<>();
    forwards.forEach(
        (source, number, index, receipt) ->
            origins.put(receipt.offset(), new StoredUpdate.Origin(source, number, index)));
    return origins;
  }
}
