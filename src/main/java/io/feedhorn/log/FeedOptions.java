package io.feedhorn.log;

import io.feedhorn.model.DeliveryMode;
import java.time.Duration;

/**
 * The settings of one feed. Immutable.
 *
 * @param delivery the reaction to slow readers
 * @param historySize the maximum number of retained updates of each topic, at least 1
 * @param historyAge the maximum age of retained updates; the newest of each topic does not expire
 * @param cache {@code Cache-Control} of the feed's snapshots
 * @param durable true if updates are stored on disk before they are acknowledged and delivered
 * @param idle the time after its newest update at which a topic is deleted; zero for never
 * @param presence true if it is published who reads a topic by its name
 * @param trace true if updates have the trace context of their publish, for readers
 */
public record FeedOptions(
    DeliveryMode delivery,
    int historySize,
    Duration historyAge,
    String cache,
    boolean durable,
    Duration idle,
    boolean presence,
    boolean trace) {
  /** {@code latest}, 100 updates of each topic for 10 minutes, {@code no-cache}. */
  public static final FeedOptions DEFAULT =
      new FeedOptions(DeliveryMode.LATEST, 100, Duration.ofMinutes(10), "no-cache");

  /** Creates the settings of a feed without presence and traces. */
  public FeedOptions(
      DeliveryMode delivery,
      int historySize,
      Duration historyAge,
      String cache,
      boolean durable,
      Duration idle) {
    this(delivery, historySize, historyAge, cache, durable, idle, false, false);
  }

  /** Creates the settings of a feed whose topics are not deleted when they are idle. */
  public FeedOptions(
      DeliveryMode delivery, int historySize, Duration historyAge, String cache, boolean durable) {
    this(delivery, historySize, historyAge, cache, durable, Duration.ZERO);
  }

  /** Creates the settings of a feed that is in memory alone. */
  public FeedOptions(DeliveryMode delivery, int historySize, Duration historyAge, String cache) {
    this(delivery, historySize, historyAge, cache, false);
  }

  /** Returns these settings with presence. */
  public FeedOptions withPresence() {
    return new FeedOptions(delivery, historySize, historyAge, cache, durable, idle, true, trace);
  }

  /** Returns these settings with the trace context in updates. */
  public FeedOptions withTrace() {
    return new FeedOptions(delivery, historySize, historyAge, cache, durable, idle, presence, true);
  }
}
