package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.log.FeedLog;
import io.feedhorn.model.Update;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the store of one feed lacks of the committed log in memory. Usually that is the batch
 * that was committed last. If the log was replaced, or the store was not writable for long, the
 * whole retained log is compared with the store. Bounded, however long the store is not writable.
 * Owned by the writer's event loop.
 */
final class CommittedLog implements ReplicaLog.Sink {
  private static final int MAX_UNSAVED_BYTES = 16 * 1024 * 1024;
  private static final int ENTRY_BYTES = 200; // without its value, roughly

  private final String feed;
  private final ReplicaLog log;
  private final ArrayDeque<LogEntry> unsaved = new ArrayDeque<>();
  private final Set<Long> storedOutside = new HashSet<>();
  // A key may expire here after its owner has used it again.
  private final Set<IdempotencyCache.Key> acceptedKeys = new HashSet<>();
  private List<StoreChange.RemoveUpdate> removedUpdates = new ArrayList<>();
  private List<StoreChange> removedKeys = new ArrayList<>();
  private int unsavedBytes;
  private long storedOffset;
  private String storedEpoch;
  private @Nullable FeedLog storedLog;
  private boolean comparing;

  /**
   * One write of the store.
   *
   * @param offset the offset up to which committed updates are stored afterwards
   * @param compared the log that was compared, or null if the newest updates are written
   */
  record Pending(
      long offset,
      List<StoreChange> updates,
      boolean comparing,
      @Nullable FeedLog compared,
      List<StoreChange.RemoveUpdate> removedUpdates,
      List<StoreChange> removedKeys) {

    /** Returns the changes: an expired key may be stored again, a new update be dropped already. */
    List<StoreChange> changes(List<StoreChange> others) {
      List<StoreChange> changes = new ArrayList<>(removedKeys);
      changes.addAll(others);
      changes.addAll(updates);
      changes.addAll(removedUpdates);
      return changes;
    }
  }

  /** Creates the difference of a log whose content was loaded from the store. */
  CommittedLog(ReplicaLog log, String feed) {
    this.feed = feed;
    this.log = log;
    this.storedOffset = log.offset();
    this.storedEpoch = log.epoch();
    if (storedOffset > 0) {
      storedLog = log.log();
      log.log().onDropped(this::dropped);
    }
  }

  private void dropped(Update update) {
    if (mayBeStored(update.offset())) {
      removedUpdates.add(new StoreChange.RemoveUpdate(feed, update.offset()));
    }
  }

  /** Returns false if an update is not in the store, and a comparison will not add it either. */
  private boolean mayBeStored(long offset) {
    return !comparing || offset <= storedOffset;
  }

  @Override
  public void onLog(FeedLog created) {
    created.onDropped(this::dropped);
    if (storedOffset == 0 && log.offset() == 0) {
      storedLog = created;
      unsaved.clear();
      unsavedBytes = 0;
      comparing = false;
    } else if (created != storedLog) {
      compareAll();
    }
  }

  private void compareAll() {
    comparing = true;
    unsaved.clear();
    unsavedBytes = 0;
    removedUpdates.removeIf(removal -> !mayBeStored(removal.offset()));
  }

  @Override
  public void onEntry(LogEntry entry) {
    if (entry.offset() > storedOffset && !comparing) {
      unsaved.add(entry);
      unsavedBytes += bytes(entry);
      if (unsavedBytes > MAX_UNSAVED_BYTES) {
        compareAll();
      }
    }
  }

  private static int bytes(LogEntry entry) {
    return ENTRY_BYTES + entry.data().length();
  }

  @Override
  public void onKeyExpired(IdempotencyCache.Key key, Receipt receipt) {
    if (mayBeStored(receipt.offset()) && !acceptedKeys.contains(key)) {
      removedKeys.add(new StoreChange.RemoveKey(LogEntry.topic(key.topic()), key.key()));
    }
  }

  /** Returns the offset up to which the committed updates are stored. */
  long storedOffset() {
    return storedOffset;
  }

  boolean hasUpdates() {
    return comparing ? storedOffset < log.offset() || isOtherLog() : !unsaved.isEmpty();
  }

  private boolean isOtherLog() {
    return log.offset() > 0 && storedLog != log.log();
  }

  boolean hasRemovals() {
    return !removedKeys.isEmpty()
        || removedUpdates.stream().anyMatch(removal -> removal.offset() <= storedOffset);
  }

  /** Returns true if the store contains updates of another epoch. */
  boolean isOtherEpoch() {
    return storedOffset > 0 && log.offset() > 0 && !storedEpoch.equals(log.epoch());
  }

  /** Records that the store contains nothing of the feed. */
  void storedNothing() {
    storedOffset = 0;
    storedLog = null;
    storedOutside.clear();
    removedUpdates.clear();
    removedKeys.clear();
    compareAll();
  }

  /** Returns true if the committed log has the updates of a batch, as far as it still has them. */
  boolean contains(Batch batch) {
    if (!batch.epoch().equals(log.epoch()) || log.offset() < batch.lastOffset()) {
      return false;
    }
    Map<Long, Object> known = new HashMap<>();
    if (comparing) {
      log.log().retained().forEach(update -> known.put(update.offset(), content(update)));
    } else {
      unsaved.forEach(entry -> known.put(entry.offset(), content(entry)));
    }
    return batch.entries().stream()
        .allMatch(
            entry -> known.getOrDefault(entry.offset(), content(entry)).equals(content(entry)));
  }

  private static List<Object> content(Update update) {
    return List.of(update.topic(), update.seq(), update.timestampMicros(), update.data());
  }

  private static List<Object> content(LogEntry entry) {
    return List.of(entry.topic(), entry.seq(), entry.micros(), entry.data());
  }

  /** Records that a committed batch is in the store. */
  void storedAlready(Batch batch) {
    if (comparing) {
      for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
        storedOutside.add(offset);
      }
    }
    advance(batch.epoch(), batch.lastOffset());
    if (storedOffset == log.offset() && storedLog == log.log()) {
      comparing = false;
      storedOutside.clear();
    }
  }

  private void advance(String epoch, long offset) {
    storedEpoch = epoch;
    storedOffset = offset;
    while (!unsaved.isEmpty() && unsaved.peek().offset() <= offset) {
      unsavedBytes -= bytes(unsaved.remove());
    }
  }

  /** Returns a write without committed updates. */
  Pending removals() {
    return pending(storedOffset, List.of(), false, null);
  }

  /** Returns the write of everything that was committed since. */
  Pending all() {
    List<StoreChange> updates = new ArrayList<>();
    boolean compares = comparing;
    FeedLog compared = log.log();
    if (compares) {
      addDifference(compared, updates);
      comparing = false;
    } else {
      updates.addAll(FeedRecords.of(log.epoch(), unsaved, log.log().topics()));
    }
    updates.add(new StoredFeed(feed, log.epoch(), log.offset()));
    return pending(log.offset(), updates, compares, compared);
  }

  private Pending pending(
      long offset, List<StoreChange> updates, boolean compares, @Nullable FeedLog compared) {
    // A batch that counts as not committed in the store stays complete.
    var removable =
        removedUpdates.stream()
            .collect(Collectors.partitioningBy(removal -> removal.offset() <= offset));
    Pending pending =
        new Pending(
            offset, updates, compares, compared, List.copyOf(removable.get(true)), removedKeys);
    removedUpdates = new ArrayList<>(removable.get(false));
    removedKeys = new ArrayList<>();
    return pending;
  }

  private void addDifference(FeedLog compared, List<StoreChange> changes) {
    Set<Long> gone = new HashSet<>(storedOutside);
    if (storedLog != null) {
      storedLog.retained().stream()
          .map(Update::offset)
          .filter(offset -> offset <= storedOffset)
          .forEach(gone::add);
    }
    Map<Long, StoredUpdate.Origin> origins = FeedRecords.origins(log.forwards());
    for (Update update : compared.retained()) {
      if (!gone.remove(update.offset())) {
        changes.add(FeedRecords.of(update, origins.get(update.offset()), compared.topics()));
      }
    }
    changes.addAll(FeedRecords.keys(log));
    gone.forEach(offset -> changes.add(new StoreChange.RemoveUpdate(feed, offset)));
  }

  /** Returns the records of a batch that is not committed. */
  List<StoreChange> batch(Batch batch) {
    acceptedKeys.clear();
    for (LogEntry entry : batch.entries()) {
      if (entry.key() != null) {
        acceptedKeys.add(new IdempotencyCache.Key(entry.topic().name(), entry.key()));
      }
    }
    List<StoreChange> changes = FeedRecords.of(batch.epoch(), batch.entries(), log.log().topics());
    changes.add(new StoredFeed(feed, batch.epoch(), batch.lastOffset()));
    return changes;
  }

  void stored(Pending pending, String epoch) {
    if (pending.compared != null) {
      storedLog = pending.compared;
      if (pending.comparing) {
        storedOutside.clear();
      }
      advance(epoch, pending.offset);
    }
  }

  void failed(Pending pending) {
    removedUpdates.addAll(0, pending.removedUpdates);
    removedKeys.addAll(0, pending.removedKeys);
    if (pending.comparing) {
      compareAll();
    }
  }
}
