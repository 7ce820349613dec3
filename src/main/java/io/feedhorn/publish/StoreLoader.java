package io.feedhorn.publish;

import static java.util.Comparator.comparingLong;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreVisitor;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredKey;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReader;
import io.feedhorn.store.StoredUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the logs of durable feeds from the content of a store. Not thread-safe: used by the
 * store's thread, before the writer starts.
 */
public final class StoreLoader implements StoreVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLoader.class);

  /** The reserved name under which the epoch of feeds before their first update is stored. */
  public static final String NO_FEED = "feedhorn";

  private final FeedRegistry feeds;
  private final RandomGenerator random;
  private final MachineBoot boot;
  private final Map<String, LoadingFeed> loading = new LinkedHashMap<>();
  private final LoadingWarnings warnings = new LoadingWarnings();
  private final List<StoredKey> keys = new ArrayList<>();
  private final List<StoredReader> readers = new ArrayList<>();
  private final List<StoreChange> cleanup = new ArrayList<>();
  private @Nullable StoredFeed noFeed;
  private @Nullable StoredNode node;

  /**
   * @param random the source of new epochs
   */
  public StoreLoader(FeedRegistry feeds, RandomGenerator random, MachineBoot boot) {
    this.feeds = feeds;
    this.random = random;
    this.boot = boot;
  }

  @Override
  public void onFeed(StoredFeed feed) {
    if (feed.name().equals(NO_FEED)) {
      noFeed = feed;
    } else if (isDurable(feed.name())) {
      loading.put(feed.name(), new LoadingFeed(feeds, feed, cleanup));
    }
  }

  /** Returns false for a feed that the settings do not call durable any more. */
  private boolean isDurable(String feed) {
    boolean durable = feeds.options(feed).durable();
    if (!durable) {
      warnings.notDurable(feed);
    }
    return durable;
  }

  @Override
  public void onUpdate(StoredUpdate update) {
    String feed = update.topic().feed();
    LoadingFeed log = loading.get(feed);
    if (log == null && isDurable(feed)) {
      log = withoutRecord(feed);
    }
    if (log != null) {
      log.add(update);
    }
  }

  private LoadingFeed withoutRecord(String feed) {
    LoadingFeed log =
        new LoadingFeed(feeds, new StoredFeed(feed, feeds.initialEpoch(), 0), cleanup);
    log.damaged(0);
    loading.put(feed, log);
    return log;
  }

  @Override
  public void onKey(StoredKey key) {
    if (isDurable(key.topic().feed())) {
      keys.add(key);
    }
  }

  @Override
  public void onReader(StoredReader reader) {
    readers.add(reader);
  }

  @Override
  public void onNode(StoredNode stored) {
    node = stored;
  }

  @Override
  public void onDamaged(String feed, long offset, String reason) {
    warnings.damaged(feed, offset, reason);
    if (feed.isEmpty() || feed.equals(NO_FEED) || !isDurable(feed)) {
      return;
    }
    LoadingFeed log = loading.get(feed);
    (log == null ? withoutRecord(feed) : log).damaged(offset);
  }

  /** Returns what was loaded. Call it once, after everything was visited. */
  public StoredState finish() {
    warnings.finish();
    Map<String, FeedLog> logs = new LinkedHashMap<>();
    boolean powerCut = noFeed != null && boot.endedWithLoss(noFeed.endOffset());
    if (powerCut) {
      LOG.warn(
          "The machine stopped while the store was open with store.fsync interval: updates of the"
              + " last second may be lost. All durable feeds begin a new epoch");
    }
    loading.forEach((feed, log) -> logs.put(feed, log.finish(random, powerCut)));
    String epoch = noFeed == null || powerCut ? FeedRegistry.randomEpoch(random) : noFeed.epoch();
    StoredFeed running = new StoredFeed(NO_FEED, epoch, boot.marker());
    if (!running.equals(noFeed)) {
      cleanup.add(running);
    }
    long updates = loading.values().stream().mapToLong(LoadingFeed::updates).sum();
    boolean hasFeeds = !loading.isEmpty() || warnings.hasNotDurable();
    return new StoredState(
        node, hasFeeds, running, logs, loadedKeys(logs), readers, cleanup, updates);
  }

  private List<StoredState.LoadedKey> loadedKeys(Map<String, FeedLog> logs) {
    long now = feeds.clock().wallMicros();
    List<StoredState.LoadedKey> valid = new ArrayList<>();
    keys.sort(comparingLong(StoredKey::micros));
    for (StoredKey key : keys) {
      long age = TimeUnit.MICROSECONDS.toNanos(Math.max(0, now - key.micros()));
      FeedLog log = logs.get(key.topic().feed());
      if (log == null || age > IdempotencyCache.WINDOW.toNanos()) {
        cleanup.add(new StoreChange.RemoveKey(key.topic(), key.key()));
      } else {
        Receipt receipt =
            new Receipt(key.topic(), log.epoch(), key.offset(), key.seq(), key.micros());
        valid.add(new StoredState.LoadedKey(key.topic(), key.key(), receipt, age));
      }
    }
    return valid;
  }
}
