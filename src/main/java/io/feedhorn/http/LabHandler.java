package io.feedhorn.http;

import io.feedhorn.demo.lab.LabVerticle;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * {@code /v1/lab}: how the page of the latency laboratory asks for load and for a bad network.
 * Belongs to one event loop.
 */
record LabHandler(Vertx vertx) {
  private static final int SPACES = 4;
  private static final int NO_CONTENT = 204;

  /** What there is, and how many bytes the request's own head had: a page cannot see that. */
  Future<Void> describe(RoutingContext context) {
    return ask(new JsonObject().put("ask", true))
        .recover(off -> Future.succeededFuture(new JsonObject().put("enabled", false)))
        .compose(known -> answer(context, known.put("head", headBytes(context))));
  }

  /** Begins a run, or changes or keeps the one that is named. */
  Future<Void> run(RoutingContext context) {
    return ask(body(context)).compose(run -> answer(context, run));
  }

  Future<Void> end(RoutingContext context) {
    return ask(new JsonObject().put("run", context.pathParam("run")).put("end", true))
        .compose(ended -> context.response().setStatusCode(NO_CONTENT).end());
  }

  private Future<JsonObject> ask(JsonObject request) {
    return vertx
        .eventBus()
        .<JsonObject>request(LabVerticle.ADDRESS, request)
        .map(Message::body)
        .recover(LabHandler::off)
        .compose(LabHandler::allowed);
  }

  private static Future<JsonObject> off(Throwable failure) {
    boolean off =
        failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    return Future.failedFuture(
        off
            ? new FeedException(
                ErrorCode.NOT_FOUND, "The laboratory is off on this server (lab.enabled).")
            : failure);
  }

  private static Future<JsonObject> allowed(JsonObject answer) {
    String refused = answer.getString("refused");
    return refused == null
        ? Future.succeededFuture(answer)
        : Future.failedFuture(
            new FeedException(ErrorCode.valueOf(answer.getString("code")), refused));
  }

  private static JsonObject body(RoutingContext context) {
    try {
      JsonObject body = context.body().asJsonObject();
      return new JsonObject()
          .mergeIn(body == null ? new JsonObject() : body)
          .putNull("end")
          .putNull("ask");
    } catch (DecodeException | ClassCastException notJson) {
      throw new FeedException(ErrorCode.BAD_JSON, "The body must be a JSON object.");
    }
  }

  /** As HTTP/1.1 has it on the wire: a request line, a line for each header, and an empty one. */
  private static int headBytes(RoutingContext context) {
    int bytes = "GET  HTTP/1.1\r\n\r\n".length() + context.request().uri().length();
    for (Map.Entry<String, String> header : context.request().headers()) {
      bytes += header.getKey().length() + header.getValue().length() + SPACES;
    }
    return bytes;
  }

  private static Future<Void> answer(RoutingContext context, JsonObject json) {
    return context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(json.encode());
  }
}
