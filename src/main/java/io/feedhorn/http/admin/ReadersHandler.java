package io.feedhorn.http.admin;

import io.feedhorn.model.TopicPattern;
import io.feedhorn.reader.ListedReader;
import io.feedhorn.reader.ReaderPage;
import io.feedhorn.reader.ReaderQuery;
import io.feedhorn.reader.ReaderRequests;
import io.feedhorn.reader.ReaderStatus;
import io.feedhorn.transport.QueryParameters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/admin/readers}: the named readers with their unread updates; in a cluster those of
 * all nodes. Safe on any thread.
 */
public final class ReadersHandler {
  /** Small, because unread updates are counted on the writer's event loop. */
  private static final int MAX_LIMIT = 100;

  private final ReaderRequests readers;
  private final AdminResponse response;

  public ReadersHandler(ReaderRequests readers, NodeState node) {
    this.readers = readers;
    this.response = new AdminResponse(node.name());
  }

  /** Lists the readers, in pages. */
  public Future<Void> list(RoutingContext context) {
    PageRequest page = PageRequest.of(context, MAX_LIMIT);
    String prefix = new QueryParameters(context.request()).exact("prefix");
    return readers
        .list(new ReaderQuery(prefix == null ? "" : prefix, page.after(), page.limit()))
        .compose(found -> AdminResponse.send(context, listing(found)));
  }

  private JsonObject listing(ReaderPage page) {
    JsonArray rows = new JsonArray();
    page.readers().forEach(reader -> rows.add(row(reader)));
    return response
        .object()
        .put("total", page.total())
        .put("readers", rows)
        .put("next", next(page));
  }

  private static @Nullable String next(ReaderPage page) {
    int size = page.readers().size();
    return page.more() ? page.readers().get(size - 1).status().name().text() : null;
  }

  private static JsonObject row(ListedReader reader) {
    ReaderStatus status = reader.status();
    long unread = status.unread().counts().values().stream().mapToLong(Long::longValue).sum();
    JsonArray topics = new JsonArray();
    status.patterns().stream().map(TopicPattern::text).forEach(topics::add);
    return new JsonObject()
        .put("reader", status.name().text())
        .put("cursor", status.cursor().toString())
        .put("unread", unread)
        .put("more", status.unread().more())
        .put("topics", topics)
        .put("used", AdminResponse.millis(reader.usedMicros()))
        .put("durable", status.durable());
  }
}
