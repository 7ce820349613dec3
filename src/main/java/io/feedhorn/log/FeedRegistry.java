package io.feedhorn.log;

import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All feeds of this node. A feed's log comes into being with its first update; before that the feed
 * has an epoch all the same, so that a cursor can be given at once. Logs are created by the writer
 * only; everything else is safe on any thread.
 */
public final class FeedRegistry {
  private static final int EPOCH_LENGTH = 8;

  private final FeedsOptions catalog;
  private final Clock clock;
  private final boolean mirror;
  private volatile String epoch;
  private final Map<String, FeedLog> logs = new ConcurrentHashMap<>();

  /** Feeds that are written on this node alone, with an epoch of their own. */
  public FeedRegistry(FeedsOptions catalog, Clock clock, RandomGenerator random) {
    this(catalog, clock, epoch(random), false);
  }

  private FeedRegistry(FeedsOptions catalog, Clock clock, String epoch, boolean mirror) {
    this.catalog = catalog;
    this.clock = clock;
    this.epoch = epoch;
    this.mirror = mirror;
  }

  /**
   * Feeds that several nodes keep together.
   *
   * @param epoch of each feed before its first update, the same on every node
   */
  public static FeedRegistry shared(FeedsOptions catalog, Clock clock, String epoch) {
    return new FeedRegistry(catalog, clock, epoch, true);
  }

  /** An epoch that was not there before. */
  public static String epoch(RandomGenerator random) {
    return random
        .ints(EPOCH_LENGTH, 0, 36)
        .collect(
            StringBuilder::new,
            (text, digit) -> text.append(Character.forDigit(digit, 36)),
            StringBuilder::append)
        .toString();
  }

  /** Whether other nodes may be further than this one, so that a cursor can be past the tail. */
  public boolean isReplicated() {
    return mirror;
  }

  /** The epoch of each feed before its first update. */
  public String initialEpoch() {
    return epoch;
  }

  /** Changes the epoch that feeds have before their first update. Writer's thread only. */
  public void setInitialEpoch(String changed) {
    epoch = changed;
  }

  /** The clock that updates are stamped with. */
  public Clock clock() {
    return clock;
  }

  /**
   * The log of a feed, created if there is none. Writer's thread only.
   *
   * @throws FeedException {@link ErrorCode#TOO_MANY} where there are as many feeds as may be
   */
  public FeedLog getOrCreate(String feed) {
    return logs.computeIfAbsent(feed, this::created);
  }

  private FeedLog created(String feed) {
    checkFeedLimit(feed, 0);
    return newLog(feed, epoch);
  }

  /**
   * Refuses a feed that there is no room for.
   *
   * @param others new feeds that are about to be kept, too
   * @throws FeedException {@link ErrorCode#TOO_MANY} where it is new and there are as many as may
   *     be
   */
  public void checkFeedLimit(String feed, int others) {
    int most = catalog.bounds().feeds();
    if (!logs.containsKey(feed) && logs.size() + others >= most && !isConfigured(feed)) {
      throw feedLimitReached(feed);
    }
  }

  /** The refusal of a feed that there is no room for. */
  public FeedException feedLimitReached(String feed) {
    return new FeedException(
        ErrorCode.TOO_MANY,
        "There is no room for the feed '%s': there are %d (limits.feeds)."
            .formatted(feed, catalog.bounds().feeds()));
  }

  /** If a feed is configured, so that there is always room for it. */
  public boolean isConfigured(String feed) {
    return catalog.named().containsKey(feed);
  }

  /** Returns the number of feeds that may be added to those that are configured or exist. */
  public int feedQuota() {
    long configured = logs.keySet().stream().filter(this::isConfigured).count();
    return (int) Math.max(0, catalog.bounds().feeds() - configured);
  }

  /** An empty log that is in use only once it is put in place. Writer's thread only. */
  public FeedLog newLog(String feed, String logEpoch) {
    return new FeedLog(logEpoch, catalog.of(feed), catalog.bounds().topics());
  }

  /** Puts a log in the place of a feed's former one. Writer's thread only. */
  public void replace(String feed, FeedLog log) {
    logs.put(feed, log);
  }

  /** The log of a feed, or null before its first update. */
  public @Nullable FeedLog log(String feed) {
    return logs.get(feed);
  }

  /** Where a feed's log ends now. */
  public Position endPosition(String feed) {
    FeedLog log = logs.get(feed);
    return log == null ? new Position(epoch, 0) : log.endPosition();
  }

  public FeedOptions options(String feed) {
    return catalog.of(feed);
  }

  /** The names of the feeds with at least one update, sorted. */
  public Collection<String> names() {
    return new TreeSet<>(logs.keySet());
  }

  public Collection<FeedLog> logs() {
    return Collections.unmodifiableCollection(logs.values());
  }

  /** The newest update of every topic that the pattern stands for; of all where it is null. */
  public List<Update> snapshots(@Nullable TopicPattern pattern) {
    List<Update> snapshots = new ArrayList<>();
    for (String feed : pattern == null ? names() : List.of(pattern.feed())) {
      FeedLog log = logs.get(feed);
      if (log != null) {
        snapshots.addAll(
            log.snapshots(pattern == null ? TopicPattern.parse(feed + ".>") : pattern));
      }
    }
    return snapshots;
  }
}
