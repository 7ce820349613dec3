package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes topics on which nothing was published for the time {@code feeds.NAME.idle}. In a cluster,
 * only on the node that orders the feed. Owned by the writer's event loop.
 */
final class IdleTopics {
  static final long INTERVAL_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(IdleTopics.class);
  private static final int MAX_AT_ONCE = 1_000;

  private final FeedRegistry feeds;
  private final FeedWriter feedWriter;

  IdleTopics(FeedRegistry feeds, FeedWriter feedWriter) {
    this.feeds = feeds;
    this.feedWriter = feedWriter;
  }

  /** Deletes the topics that are idle now, at most a part of them at once. */
  void end() {
    for (String feed : feeds.names()) {
      Duration idle = feeds.options(feed).idle();
      FeedLog log = feeds.log(feed);
      if (log != null
          && !idle.isZero()
          && !feed.equals(Topic.SYSTEM_FEED)
          && !feed.equals(Topic.ALERTS_FEED)
          && feedWriter.orders(feed)) {
        long since = feeds.clock().micros() - idle.toNanos() / 1_000;
        log.topics().idleSince(since, MAX_AT_ONCE).forEach(this::delete);
      }
    }
  }

  private void delete(Update newest) {
    feedWriter
        .append(PublishCommand.deletionAfter(newest.topic(), newest.seq()))
        .onFailure(
            failure -> {
              if (!isExpected(failure)) {
                LOG.warn("The idle topic {} was not deleted", newest.topic(), failure);
              }
            });
  }

  /** Returns true if the topic was published on or deleted meanwhile, or cannot be stored now. */
  private static boolean isExpected(Throwable failure) {
    if (!(failure instanceof FeedException exception)) {
      return false;
    }
    ErrorCode code = exception.code();
    return code == ErrorCode.NOT_FOUND || code == ErrorCode.UNAVAILABLE;
  }
}
