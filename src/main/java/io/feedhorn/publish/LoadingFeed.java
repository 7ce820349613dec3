package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedTopics;
import io.feedhorn.model.Update;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one durable feed while it is loaded. Not thread-safe.
 *
 * <p>A damaged update leaves a gap. If a later update of its topic names it as the previous one, a
 * resume across the gap finds it. Otherwise the update may be the newest of its topic: then nothing
 * else shows the gap, so a new epoch begins.
 */
final class LoadingFeed {
  private static final Logger LOG = LoggerFactory.getLogger(LoadingFeed.class);

  private final FeedRegistry feeds;
  private final StoredFeed stored;
  private final List<StoreChange> cleanup;
  private final Set<Long> lostOffsets = new HashSet<>();
  private FeedLog log;
  private boolean damaged;
  private boolean lostRecord;
  private long updates;

  /**
   * @param cleanup receives the changes that make the store equal to the log
   */
  LoadingFeed(FeedRegistry feeds, StoredFeed stored, List<StoreChange> cleanup) {
    this.feeds = feeds;
    this.stored = stored;
    this.cleanup = cleanup;
    this.log = newLog(stored.epoch());
  }

  private FeedLog newLog(String epoch) {
    FeedLog created = feeds.newLog(stored.name(), epoch);
    created.onDropped(this::dropped);
    return created;
  }

  private void dropped(Update update) {
    updates--;
    remove(update.offset());
  }

  private void remove(long offset) {
    cleanup.add(new StoreChange.RemoveUpdate(stored.name(), offset));
  }

  void add(StoredUpdate update) {
    lostOffsets.remove(update.previousOffset());
    updates++;
    log.load(
        new Update(
            update.topic(),
            log.epoch(),
            update.offset(),
            update.seq(),
            update.micros(),
            update.previousOffset(),
            log.options().delivery(),
            update.data()),
        update.uncounted());
  }

  /**
   * @param offset the offset of a damaged update, 0 for the record of the feed itself
   */
  void damaged(long offset) {
    damaged = true;
    if (offset == 0) {
      lostRecord = true;
    } else {
      lostOffsets.add(offset);
      remove(offset);
    }
  }

  /**
   * Returns the log.
   *
   * @param powerCut true if updates after the newest one may be lost
   */
  FeedLog finish(RandomGenerator random, boolean powerCut) {
    if (!lostOffsets.isEmpty()) {
      // Damage may be reported after the updates.
      log.retained().forEach(update -> lostOffsets.remove(update.previousOffset()));
    }
    // Without damage, the end is that of an earlier loss, after which an epoch has begun.
    boolean newestIsLost = damaged && log.endPosition().offset() < stored.endOffset();
    if (lostRecord || newestIsLost || !lostOffsets.isEmpty()) {
      LOG.warn(
          "The newest update of a topic of feed {} may be lost. The feed begins a new epoch:"
              + " readers that resume are reset",
          stored.name());
      beginNewEpoch(FeedRegistry.randomEpoch(random));
    } else if (powerCut) {
      beginNewEpoch(FeedRegistry.randomEpoch(random));
    }
    log.skipTo(stored.endOffset());
    log.loaded(feeds.clock().micros());
    log.evictExpired(feeds.clock().micros());
    return log;
  }

  /** Returns the number of updates in the log. */
  long updates() {
    return updates;
  }

  private void beginNewEpoch(String epoch) {
    List<Update> retained = log.retained();
    long end = Math.max(log.endPosition().offset(), stored.endOffset());
    for (long lost : lostOffsets) {
      end = Math.max(end, lost);
    }
    FeedTopics topics = log.topics();
    log = newLog(epoch);
    for (Update update : retained) {
      log.load(
          new Update(
              update.topic(),
              epoch,
              update.offset(),
              update.seq(),
              update.timestampMicros(),
              update.previousOffset(),
              update.delivery(),
              update.data()),
          topics.uncounted().of(update));
    }
    log.skipTo(end);
    cleanup.add(new StoredFeed(stored.name(), epoch, end));
  }
}
