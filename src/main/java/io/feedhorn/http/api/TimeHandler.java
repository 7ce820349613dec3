package io.feedhorn.http.api;

import io.feedhorn.model.Clock;
import io.feedhorn.model.Timestamp;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /v1/time}: the time of the server, to which clients compare timestamps. Immutable. */
public record TimeHandler(Clock clock) implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end("{\"now\":" + Timestamp.text(clock.micros()) + "}");
  }
}
