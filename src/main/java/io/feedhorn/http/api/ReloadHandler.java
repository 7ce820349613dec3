package io.feedhorn.http.api;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v1/reload}: reads the settings again, for operators. Immutable. */
public record ReloadHandler(Vertx vertx) {
  private static final DeliveryOptions LOCAL_ONLY =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(120_000);

  /** Reloads, and answers with what has changed. */
  public Future<Void> reload(RoutingContext context) {
    return vertx
        .eventBus()
        .<JsonObject>request(Addresses.RELOAD, null, LOCAL_ONLY)
        .recover(failure -> Future.failedFuture(refusal(failure)))
        .compose(
            reply ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(reply.body().encode()));
  }

  private static Throwable refusal(Throwable failure) {
    if (!(failure instanceof ReplyException reply)) {
      return failure;
    }
    if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return new FeedException(
          ErrorCode.NOT_FOUND,
          "The settings of this server are in code, and cannot be read again.");
    }
    boolean invalid = reply.failureCode() == ErrorCode.BAD_REQUEST.status();
    return invalid
        ? new FeedException(ErrorCode.BAD_REQUEST, String.valueOf(reply.getMessage()))
        : failure;
  }
}
