package io.feedhorn.cluster.quorum;

import static java.util.Comparator.comparingLong;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.LogSnapshot;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.publish.IdempotencyCache;
import io.feedhorn.publish.Receipt;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One durable feed of a node in a cluster while it is loaded. Damage ends the log before it, and
 * the vote of this node does not count until its log is level with that of an owner. Not
 * thread-safe.
 */
final class LoadingReplica {
  private static final Logger LOG = LoggerFactory.getLogger(LoadingReplica.class);

  private static final int MAX_RECENT_BYTES = 256 * 1024;

  private final FeedRegistry feeds;
  private final String feed;
  private final List<StoredUpdate> updates = new ArrayList<>();
  private final List<StoredKey> keys = new ArrayList<>();
  private final List<List<StoreChange>> cleanup = new ArrayList<>();
  private @Nullable StoredFeed stored;
  private @Nullable StoredReplica replica;
  private long firstDamage = Long.MAX_VALUE;
  private long committedUpdates;

  LoadingReplica(FeedRegistry feeds, String feed) {
    this.feeds = feeds;
    this.feed = feed;
  }

  void set(StoredFeed record) {
    stored = record;
  }

  void set(StoredReplica record) {
    replica = record;
  }

  void add(StoredUpdate update) {
    updates.add(update);
  }

  void add(StoredKey key) {
    keys.add(key);
  }

  /**
   * Records damage.
   *
   * @param offset the offset of a damaged update, 0 if it is not known
   */
  void damaged(long offset) {
    firstDamage = Math.min(firstDamage, offset);
  }

  /** Returns changes that make the store equal to the log, one write after the other. */
  List<List<StoreChange>> cleanup() {
    return cleanup;
  }

  /** Returns the number of committed updates. */
  long updates() {
    return committedUpdates;
  }

  /**
   * Returns the feed.
   *
   * @param trusted true if this store decides alone: then its vote counts
   */
  QuorumState.LoadedFeed finish(boolean trusted) {
    StoredFeed record = stored;
    StoredReplica state = replica;
    long end = record == null ? 0 : record.endOffset();
    String epoch = record == null ? feeds.initialEpoch(feed) : record.epoch();
    long committed = state == null ? end : state.committedOffset();
    List<StoredUpdate> tail =
        updates.stream().filter(update -> update.offset() > committed).toList();
    boolean torn =
        tail.size() != end - committed || (state != null && isOpen(state) == tail.isEmpty());
    boolean lost = firstDamage <= end || (record == null && !updates.isEmpty()) || torn;
    long kept = lost ? Math.min(committed, Math.max(0, firstDamage - 1)) : committed;
    if (record == null) {
      kept = 0;
    }
    if (lost) {
      LOG.warn(
          "Feed {} is damaged after offset {}: later updates are fetched from other nodes, and the"
              + " vote of this node does not count for the feed until then",
          feed,
          kept);
      cleanup.add(
          List.of(
              kept == 0
                  ? new StoreChange.RemoveFeed(feed)
                  : new StoreChange.RemoveAfter(feed, kept)));
    }
    LogSnapshot log = LogSnapshot.of(feeds, feed, epoch, state == null ? 0 : state.promise(), kept);
    List<StoreChange> dropped = new ArrayList<>();
    log.onDropped(
        update -> {
          committedUpdates--;
          dropped.add(new StoreChange.RemoveUpdate(feed, update.offset()));
        });
    for (StoredUpdate update : updates) {
      if (update.offset() <= kept) {
        committedUpdates++;
        add(log, update, epoch);
      }
    }
    Map<Long, String> allKeys = new HashMap<>();
    addKeys(log, kept, lost ? kept : end, dropped, allKeys);
    if (!dropped.isEmpty()) {
      cleanup.add(dropped);
    }
    boolean whole = !lost && (trusted || (state != null && state.whole()));
    Batch accepted =
        lost || tail.isEmpty() || state == null
            ? null
            : Batch.of(
                feed,
                epoch,
                state.acceptedTerm(),
                tail.stream().map(update -> entry(update, allKeys.get(update.offset()))).toList());
    long promise = state == null ? 0 : state.promise();
    return new QuorumState.LoadedFeed(
        log,
        recent(kept, epoch, promise, allKeys),
        new StoredReplica(feed, promise, accepted == null ? 0 : accepted.term(), kept, whole),
        accepted);
  }

  private static boolean isOpen(StoredReplica state) {
    return state.acceptedTerm() != 0;
  }

  private static void add(LogSnapshot log, StoredUpdate update, String epoch) {
    LogEntry entry = entry(update, null);
    log.addUpdate(entry, update.uncounted());
    StoredUpdate.Origin origin = update.origin();
    if (origin != null) {
      log.addForward(origin.source(), origin.forward(), origin.index(), entry.receipt(epoch));
    }
  }

  private static LogEntry entry(StoredUpdate update, @Nullable String key) {
    StoredUpdate.Origin origin = update.origin();
    return new LogEntry(
        update.topic(),
        update.offset(),
        update.seq(),
        update.previousOffset(),
        update.micros(),
        update.data(),
        key,
        origin == null ? 0 : origin.source(),
        origin == null ? 0 : origin.forward(),
        origin == null ? 0 : origin.index());
  }

  /** Returns the newest committed updates without gaps, or null if there are none. */
  private @Nullable Batch recent(
      long kept, String epoch, long term, Map<Long, String> keysByOffset) {
    Deque<LogEntry> newest = new ArrayDeque<>();
    long next = kept;
    int bytes = 0;
    for (int i = updates.size() - 1; i >= 0 && bytes < MAX_RECENT_BYTES; i--) {
      StoredUpdate update = updates.get(i);
      if (update.offset() <= kept) {
        if (update.offset() != next) {
          break;
        }
        newest.addFirst(entry(update, keysByOffset.get(update.offset())));
        bytes += update.data().length() + update.topic().name().length();
        next--;
      }
    }
    return newest.isEmpty() ? null : Batch.of(feed, epoch, term, List.copyOf(newest));
  }

  /** Adds the valid keys of committed updates, and fills a map with all that are needed. */
  private void addKeys(
      LogSnapshot log,
      long kept,
      long end,
      List<StoreChange> dropped,
      Map<Long, String> keysByOffset) {
    long now = feeds.clock().wallMicros();
    keys.sort(comparingLong(StoredKey::micros));
    for (StoredKey key : keys) {
      long age = TimeUnit.MICROSECONDS.toNanos(Math.max(0, now - key.micros()));
      if (key.offset() > kept && key.offset() <= end) {
        keysByOffset.put(key.offset(), key.key());
      } else if (key.offset() > end || age > IdempotencyCache.WINDOW.toNanos()) {
        dropped.add(new StoreChange.RemoveKey(key.topic(), key.key()));
      } else {
        Receipt receipt =
            new Receipt(key.topic(), log.epoch(), key.offset(), key.seq(), key.micros());
        log.addKey(key.key(), receipt, age);
        keysByOffset.put(key.offset(), key.key());
      }
    }
  }
}
