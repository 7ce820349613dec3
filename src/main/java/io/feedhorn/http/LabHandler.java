package io.feedhorn.http;

import io.feedhorn.demo.lab.LabVerticle;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * {@code /v1/lab}: starts, changes and ends runs of the latency laboratory for its page. Immutable.
 */
record LabHandler(Vertx vertx) {
  private static final int FIELD_OVERHEAD_BYTES = 4;
  private static final int NO_CONTENT = 204;

  /**
   * Describes the laboratory, with the size of the headers of this request, which a page cannot
   * measure.
   */
  Future<Void> describe(RoutingContext context) {
    return request(new JsonObject().put("ask", true))
        .recover(disabled -> Future.succeededFuture(new JsonObject().put("enabled", false)))
        .compose(known -> respond(context, known.put("head", headBytes(context))));
  }

  /** Starts a run, or changes or extends the run that the body names. */
  Future<Void> run(RoutingContext context) {
    return request(new JsonObject().put("wanted", body(context)))
        .compose(run -> respond(context, run));
  }

  /** Ends a run. */
  Future<Void> end(RoutingContext context) {
    return request(new JsonObject().put("run", context.pathParam("run")).put("end", true))
        .compose(ended -> context.response().setStatusCode(NO_CONTENT).end());
  }

  private Future<JsonObject> request(JsonObject command) {
    return vertx
        .eventBus()
        .<JsonObject>request(LabVerticle.ADDRESS, command)
        .map(Message::body)
        .recover(LabHandler::disabled)
        .compose(LabHandler::successful);
  }

  private static Future<JsonObject> disabled(Throwable failure) {
    boolean disabled =
        failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    return Future.failedFuture(
        disabled
            ? new FeedException(
                ErrorCode.NOT_FOUND, "The laboratory is disabled on this server (lab.enabled).")
            : failure);
  }

  private static Future<JsonObject> successful(JsonObject answer) {
    String refused = answer.getString("refused");
    return refused == null
        ? Future.succeededFuture(answer)
        : Future.failedFuture(
            new FeedException(ErrorCode.valueOf(answer.getString("code")), refused));
  }

  private static JsonObject body(RoutingContext context) {
    Buffer sent = RequestBody.of(context);
    if (sent.length() > 0) {
      JsonMessage.parse(RawJson.decode(sent)); // refuses what is not an object
    }
    return sent.length() == 0 ? new JsonObject() : RawJson.object(sent);
  }

  /** Returns the size in HTTP/1.1: a request line, a line for each header, and an empty line. */
  private static int headBytes(RoutingContext context) {
    int bytes = "GET  HTTP/1.1\r\n\r\n".length() + context.request().uri().length();
    for (Map.Entry<String, String> header : context.request().headers()) {
      bytes += header.getKey().length() + header.getValue().length() + FIELD_OVERHEAD_BYTES;
    }
    return bytes;
  }

  private static Future<Void> respond(RoutingContext context, JsonObject json) {
    return context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(json.encode());
  }
}
