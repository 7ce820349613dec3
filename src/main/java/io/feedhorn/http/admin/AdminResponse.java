package io.feedhorn.http.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The common parts of the responses to operators. Immutable.
 *
 * @param node the name of this node in its cluster; null for a single server
 */
record AdminResponse(@Nullable String node) {
  /** Returns an object that names this node. */
  JsonObject object() {
    return new JsonObject().put("node", node);
  }

  /** Sends an object. */
  static Future<Void> send(RoutingContext context, JsonObject body) {
    return context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }

  /** Returns Unix time in whole milliseconds. */
  static long millis(long micros) {
    return Math.floorDiv(micros, 1_000);
  }
}
