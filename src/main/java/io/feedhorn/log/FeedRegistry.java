package io.feedhorn.log;

import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
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
 * The feeds of this node. A feed's log is created with its first update; before that the feed has
 * the initial epoch, so that it has a cursor. Only the writer creates logs; everything else is safe
 * on any thread.
 */
public final class FeedRegistry {
  private static final int EPOCH_LENGTH = 8;

  private final FeedsOptions options;
  private final Clock clock;
  private final boolean replicated;
  private volatile String initialEpoch;
  private volatile @Nullable String durableEpoch;
  private int beingStored;
  private final Map<String, FeedLog> logs = new ConcurrentHashMap<>();

  /** Creates the feeds of a single node, with a random epoch. */
  public FeedRegistry(FeedsOptions options, Clock clock, RandomGenerator random) {
    this(options, clock, randomEpoch(random), false);
  }

  private FeedRegistry(FeedsOptions options, Clock clock, String initialEpoch, boolean replicated) {
    this.options = options;
    this.clock = clock;
    this.initialEpoch = initialEpoch;
    this.replicated = replicated;
  }

  /**
   * Creates the replicated feeds of a cluster.
   *
   * @param initialEpoch the epoch of each feed before its first update, the same on every node
   */
  public static FeedRegistry shared(FeedsOptions options, Clock clock, String initialEpoch) {
    return new FeedRegistry(options, clock, initialEpoch, true);
  }

  /** Returns a new, random epoch. */
  public static String randomEpoch(RandomGenerator random) {
    return random
        .ints(EPOCH_LENGTH, 0, 36)
        .collect(
            StringBuilder::new,
            (text, digit) -> text.append(Character.forDigit(digit, 36)),
            StringBuilder::append)
        .toString();
  }

  /** Returns true if other nodes may be ahead, so that a cursor can be beyond the local end. */
  public boolean isReplicated() {
    return replicated;
  }

  /** Returns the epoch of each feed in memory before its first update. */
  public String initialEpoch() {
    return initialEpoch;
  }

  /** Returns the epoch of a feed before its first update. */
  public String initialEpoch(String feed) {
    String durable = durableEpoch;
    return durable != null && options.of(feed).durable() ? durable : initialEpoch;
  }

  /** Sets the epoch of durable feeds before their first update, the same after a restart. */
  public void setDurableEpoch(String epoch) {
    durableEpoch = epoch;
  }

  /**
   * Sets the number of feeds without a log whose first update is being stored: they count for the
   * maximum of feeds. Writer's thread only.
   */
  public void setBeingStored(int newFeeds) {
    beingStored = newFeeds;
  }

  /** Changes the epoch of feeds without updates. Writer's thread only. */
  public void setInitialEpoch(String epoch) {
    initialEpoch = epoch;
  }

  /** Returns the clock of the updates' timestamps. */
  public Clock clock() {
    return clock;
  }

  /**
   * Returns the log of a feed, created if there is none. Writer's thread only.
   *
   * @throws FeedException {@link ErrorCode#TOO_MANY} if the feed is new and the node has its
   *     maximum of feeds
   */
  public FeedLog getOrCreate(String feed) {
    return logs.computeIfAbsent(feed, this::create);
  }

  private FeedLog create(String feed) {
    checkFeedLimit(feed, beingStored);
    return newLog(feed, initialEpoch(feed));
  }

  /**
   * Checks that there is room for a feed.
   *
   * @param others the number of other new feeds that are about to be created
   * @throws FeedException {@link ErrorCode#TOO_MANY} if the feed is new and the node has its
   *     maximum of feeds
   */
  public void checkFeedLimit(String feed, int others) {
    int max = options.bounds().feeds();
    if (!logs.containsKey(feed) && size() + others >= max && !isConfigured(feed)) {
      throw feedLimitReached(feed);
    }
  }

  /** Returns the number of feeds that count for the maximum. */
  private int size() {
    return logs.size() - (logs.containsKey(Topic.PRIVATE_FEED) ? 1 : 0);
  }

  /** Returns the refusal of a new feed if the node has its maximum of feeds. */
  public FeedException feedLimitReached(String feed) {
    return new FeedException(
        ErrorCode.TOO_MANY,
        "There is no room for the feed '%s': there are %d (limits.feeds)."
            .formatted(feed, options.bounds().feeds()));
  }

  /** Returns true if a feed is configured, so that there is always room for it. */
  public boolean isConfigured(String feed) {
    return options.named().containsKey(feed);
  }

  /** Returns true if a feed is configured or has an update: a limited number of feeds. */
  public boolean exists(String feed) {
    return logs.containsKey(feed) || isConfigured(feed);
  }

  /** Returns the names of the configured feeds that are durable. */
  public List<String> durableFeeds() {
    return options.named().entrySet().stream()
        .filter(feed -> feed.getValue().durable())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Returns the maximum number of feeds that are not configured. */
  public int feedQuota() {
    long configured = names().stream().filter(this::isConfigured).count();
    return (int) Math.max(0, options.bounds().feeds() - configured);
  }

  /** Returns an empty log, which is used after {@link #replace} only. Writer's thread only. */
  public FeedLog newLog(String feed, String epoch) {
    // Clients do not publish on the private feed, and its users bound it.
    int topics = feed.equals(Topic.PRIVATE_FEED) ? Integer.MAX_VALUE : options.bounds().topics();
    return new FeedLog(epoch, options.of(feed), topics);
  }

  /** Replaces the log of a feed. Writer's thread only; another thread may have filled the log. */
  public void replace(String feed, FeedLog log) {
    log.handOver();
    logs.put(feed, log);
  }

  /** Returns the log of a feed, or null before its first update. */
  public @Nullable FeedLog log(String feed) {
    return logs.get(feed);
  }

  /** Returns the position of the newest update of a feed. */
  public Position endPosition(String feed) {
    FeedLog log = logs.get(feed);
    return log == null ? new Position(initialEpoch(feed), 0) : log.endPosition();
  }

  /** Returns true if a feed has the setting {@code trace}. */
  public boolean hasTrace() {
    return options.hasTrace();
  }

  public FeedOptions options(String feed) {
    return options.of(feed);
  }

  /** Returns the names of the feeds with at least one update, sorted, without the private feed. */
  public Collection<String> names() {
    Collection<String> names = new TreeSet<>(logs.keySet());
    names.remove(Topic.PRIVATE_FEED);
    return names;
  }

  /**
   * Returns the names of the feeds that are configured or have an update, sorted, without the
   * private feed.
   */
  public Collection<String> knownNames() {
    Collection<String> known = new TreeSet<>(logs.keySet());
    known.addAll(options.named().keySet());
    known.remove(Topic.PRIVATE_FEED);
    return known;
  }

  /** Returns the logs of all feeds, the private one included. */
  public Collection<FeedLog> logs() {
    return Collections.unmodifiableCollection(logs.values());
  }

  /** Returns the snapshot of each topic that a pattern matches; of all topics if it is null. */
  public List<Update> snapshots(@Nullable TopicPattern pattern) {
    List<Update> snapshots = new ArrayList<>();
    long now = clock.micros();
    for (String feed : pattern == null ? names() : List.of(pattern.feed())) {
      FeedLog log = logs.get(feed);
      if (log != null) {
        snapshots.addAll(
            log.snapshots(pattern == null ? TopicPattern.parse(feed + ".>") : pattern, now));
      }
    }
    return snapshots;
  }
}
