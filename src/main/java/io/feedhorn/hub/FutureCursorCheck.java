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
 * Finds out if a cursor that is past the end of this node's log is past the end of the feed, too:
 * on one of several nodes a reader may come from one that is further. Owned by the hub's event
 * loop. The feed's owner is asked only where a cursor is ahead of this node.
 */
final class FutureCursorCheck {
  private static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final FeedRegistry feeds;

  FutureCursorCheck(Vertx vertx, FeedRegistry feeds) {
    this.vertx = vertx;
    this.feeds = feeds;
  }

  /**
   * The cursor to go on from: where a feed has not come as far as it says, it is in no log.
   * Complete at once where nobody need be asked; never fails.
   */
  Future<@Nullable Cursor> check(@Nullable Cursor since) {
    if (since == null || !feeds.isReplicated()) {
      return Future.succeededFuture(since);
    }
    List<Future<@Nullable String>> beyond = new ArrayList<>(0);
    for (Map.Entry<String, Position> each : since.positions().entrySet()) {
      Position tail = feeds.endPosition(each.getKey());
      Position at = each.getValue();
      if (at.epoch().equals(tail.epoch()) && at.offset() > tail.offset()) {
        beyond.add(beyond(each.getKey(), at));
      }
    }
    return beyond.isEmpty()
        ? Future.succeededFuture(since)
        : Future.join(beyond).map(asked -> without(since, beyond));
  }

  /** The feed, if it has not come as far; null where it has, or nobody can say. */
  private Future<@Nullable String> beyond(String feed, Position at) {
    JsonObject question =
        new JsonObject().put("feed", feed).put("epoch", at.epoch()).put("offset", at.offset());
    return vertx
        .eventBus()
        .<Boolean>request(Addresses.REACHES, question, HERE)
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
