package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check of cursors that are beyond the end of this node's log. In a cluster, such a cursor may
 * come from a node that is ahead; the feed's owner is asked if the feed has reached it. Owned by
 * the hub's event loop, not thread-safe.
 */
final class FutureCursorCheck {
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final FeedRegistry feeds;

  FutureCursorCheck(Vertx vertx, FeedRegistry feeds) {
    this.vertx = vertx;
    this.feeds = feeds;
  }

  /**
   * Returns the cursor with {@link Position#NOWHERE} for each feed that has not reached it.
   * Completed immediately if no owner has to be asked; never fails.
   */
  Future<@Nullable Cursor> check(@Nullable Cursor since) {
    if (since == null || !feeds.isReplicated()) {
      return Future.succeededFuture(since);
    }
    List<Future<@Nullable String>> beyond = new ArrayList<>(0);
    for (Map.Entry<String, Position> each : since.positions().entrySet()) {
      Position end = feeds.endPosition(each.getKey());
      Position position = each.getValue();
      if (position.epoch().equals(end.epoch()) && position.offset() > end.offset()) {
        beyond.add(feedIfBeyond(each.getKey(), position));
      }
    }
    return beyond.isEmpty()
        ? Future.succeededFuture(since)
        : Future.join(beyond).map(all -> without(since, beyond));
  }

  /** Returns the feed if a position is beyond its end; null if not, or if no owner answers. */
  private Future<@Nullable String> feedIfBeyond(String feed, Position at) {
    JsonObject question =
        new JsonObject().put("feed", feed).put("epoch", at.epoch()).put("offset", at.offset());
    return vertx
        .eventBus()
        .<Boolean>request(Addresses.REACHES, question, LOCAL_ONLY)
        .map(Message::body)
        .otherwise(true)
        .map(reaches -> reaches ? null : feed);
  }

  private static Cursor without(Cursor since, List<Future<@Nullable String>> beyond) {
    Cursor cursor = since;
    for (Future<@Nullable String> each : beyond) {
      String feed = each.result();
      if (feed != null) {
        cursor = cursor.with(feed, Position.NOWHERE);
      }
    }
    return cursor;
  }
}
