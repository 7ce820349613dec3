package io.feedhorn.publish;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/** The values that the topics of one feed have on this node. Safe on any thread. */
public final class CurrentValues {
  private final FeedRegistry feeds;
  private final String feed;

  CurrentValues(FeedRegistry feeds, String feed) {
    this.feeds = feeds;
    this.feed = feed;
  }

  /**
   * Returns the values of a feed when this node has every update that was acknowledged before the
   * call. Fails if that is not known in time.
   */
  public static Future<CurrentValues> of(Vertx vertx, String feed) {
    return vertx
        .eventBus()
        .<CurrentValues>request(Addresses.VALUES, feed, ByReferenceCodec.LOCAL_ONLY)
        .map(Message::body);
  }

  /**
   * Returns the value of a topic as compact JSON; null if there is none, or it is deleted or not
   * delivered any more.
   */
  public @Nullable Buffer of(String topic) {
    FeedLog log = feeds.log(feed);
    Update newest = log == null ? null : log.newest(topic);
    return newest == null || newest.isDeletion() || !newest.isDeliverable(feeds.clock().micros())
        ? null
        : newest.data();
  }
}
