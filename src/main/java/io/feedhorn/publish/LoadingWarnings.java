package io.feedhorn.publish;

import io.feedhorn.model.Topic;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is left out while a store is loaded: damaged records, and feeds that are not durable
 * any more. Not thread-safe: used by the store's thread.
 */
public final class LoadingWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(LoadingWarnings.class);
  private static final int MAX_LOGGED = 20;

  private final Set<String> notDurable = new TreeSet<>();
  private int damaged;

  /**
   * Logs a damaged record, unless there were many.
   *
   * @param feed its feed; empty if it is not known, or if the record is not of a feed
   * @param offset its offset; 0 if it is not known
   */
  public void damaged(String feed, long offset, String reason) {
    if (++damaged <= MAX_LOGGED) {
      LOG.warn(
          "A damaged record in the store is left out: feed {}, offset {}: {}",
          feed.isEmpty() ? "none" : feed,
          offset == 0 ? "none" : offset,
          reason);
    }
  }

  /** Notes a record of a feed that is not durable any more. */
  public void notDurable(String feed) {
    notDurable.add(feed);
  }

  /** Returns true if the store has records of a feed that is not durable any more. */
  public boolean hasNotDurable() {
    return !notDurable.isEmpty();
  }

  /** Logs the total of damaged records if it was too large, and all feeds that were noted. */
  public void finish() {
    if (damaged > MAX_LOGGED) {
      LOG.warn("{} damaged records in the store are left out in all", damaged);
    }
    notDurable.forEach(LoadingWarnings::logNotDurable);
  }

  private static void logNotDurable(String feed) {
    if (feed.equals(Topic.PRIVATE_FEED)) {
      LOG.warn(
          "The store contains the push subscriptions of a cluster, which a single server does not"
              + " use: they stay on the disk, and browsers subscribe again");
    } else {
      LOG.warn(
          "The store contains the feed {}, which is not durable any more: its log stays on the disk"
              + " and is not served (feeds.{}.durable)",
          feed,
          feed);
    }
  }
}
