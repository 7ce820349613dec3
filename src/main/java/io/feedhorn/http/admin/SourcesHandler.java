package io.feedhorn.http.admin;

import io.feedhorn.log.FeedLog;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/admin/sources}: the sources with their state and last error, as they are published
 * on {@code sys.sources.NAME}; in a cluster those of all nodes. Safe on any thread.
 */
public final class SourcesHandler {
  private static final String PREFIX = Topic.SYSTEM_FEED + ".sources.";
  private static final TopicPattern STATES = TopicPattern.parse(PREFIX + "*");
  private static final List<String> FIELDS =
      List.of(
          "state",
          "type",
          "node",
          "reason",
          "messages",
          "published",
          "unchanged",
          "errors",
          "lag",
          "books");

  private final FeedRegistry feeds;
  private final AdminResponse response;

  public SourcesHandler(FeedRegistry feeds, NodeState node) {
    this.feeds = feeds;
    this.response = new AdminResponse(node.name());
  }

  /** Lists all sources. */
  public Future<Void> list(RoutingContext context) {
    JsonArray rows = new JsonArray();
    feeds.snapshots(STATES).stream()
        .sorted(Comparator.comparing(update -> update.topic().name()))
        .forEach(update -> rows.add(row(update)));
    return AdminResponse.send(context, response.object().put("sources", rows));
  }

  private JsonObject row(Update status) {
    JsonObject data = object(status);
    JsonObject row =
        new JsonObject().put("source", status.topic().name().substring(PREFIX.length()));
    FIELDS.forEach(field -> row.put(field, data.getValue(field)));
    return row.put("updated", AdminResponse.millis(status.timestampMicros()))
        .put("lastError", lastError(status.topic()));
  }

  /** Returns the newest error without the message, which is on the topic of the errors. */
  private @Nullable JsonObject lastError(Topic source) {
    FeedLog log = feeds.log(Topic.SYSTEM_FEED);
    Update newest = log == null ? null : log.newest(source.name() + ".errors");
    if (newest == null || newest.isDeletion()) {
      return null;
    }
    JsonObject error = object(newest);
    return new JsonObject()
        .put("kind", error.getValue("kind"))
        .put("reason", error.getValue("reason"))
        .put("position", error.getValue("position"))
        .put("ts", AdminResponse.millis(newest.timestampMicros()));
  }

  private static JsonObject object(Update update) {
    try {
      return new JsonObject(update.data());
    } catch (DecodeException notAnObject) {
      return new JsonObject();
    }
  }
}
