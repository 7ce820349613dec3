package io.feedhorn.http.admin;

import io.feedhorn.auth.Authorizer;
import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.LogSize;
import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * {@code GET /v1/admin/feeds}: the feeds of this node with their settings, size and owner. Safe on
 * any thread.
 */
public final class FeedsHandler {
  private static final int MAX_LIMIT = 1_000;

  private final FeedRegistry feeds;
  private final Authorizer authorizer;
  private final NodeState node;
  private final AdminResponse response;

  public FeedsHandler(FeedRegistry feeds, Authorizer authorizer, NodeState node) {
    this.feeds = feeds;
    this.authorizer = authorizer;
    this.node = node;
    this.response = new AdminResponse(node.name());
  }

  /** Lists the feeds that are configured or have an update, in pages. */
  public Future<Void> list(RoutingContext context) {
    PageRequest page = PageRequest.of(context, MAX_LIMIT);
    Collection<String> known = feeds.knownNames();
    List<String> names = page.select(known);
    JsonArray rows = new JsonArray();
    names.stream().limit(page.limit()).forEach(feed -> rows.add(row(feed)));
    return AdminResponse.send(
        context,
        response
            .object()
            .put("total", known.size())
            .put("store", node.store().get())
            .put("feeds", rows)
            .put("next", page.next(names)));
  }

  private JsonObject row(String feed) {
    FeedOptions options = feeds.options(feed);
    FeedLog log = feeds.log(feed);
    Position end = feeds.endPosition(feed);
    LogSize size = log == null ? null : log.topics().size();
    return new JsonObject()
        .put("feed", feed)
        .put("configured", feeds.isConfigured(feed))
        .put("delivery", options.delivery().wire())
        .put(
            "history",
            new JsonObject()
                .put("size", options.historySize())
                .put("age", seconds(options.historyAge())))
        .put("idle", options.idle().isZero() ? null : seconds(options.idle()))
        .put("durable", options.durable())
        .put("public", authorizer.isPublic(feed))
        .put("cache", options.cache())
        .put("presence", options.presence())
        .put("trace", options.trace())
        .put("epoch", end.epoch())
        .put("offset", end.offset())
        .put("topics", log == null ? 0 : log.topics().count())
        .put("updates", size == null ? 0 : size.updates())
        .put("bytes", size == null ? 0 : size.bytes())
        .put("owner", node.owner().apply(feed));
  }

  private static Number seconds(Duration duration) {
    return duration.toMillisPart() == 0
        ? (Number) duration.toSeconds()
        : (Number) (duration.toMillis() / 1e3);
  }
}
