package io.feedhorn.http.api;

import io.feedhorn.auth.Authorizer;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.reader.Acknowledgement;
import io.feedhorn.reader.ReaderRequests;
import io.feedhorn.reader.ReaderStatus;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Handlers for the state of readers. Owned by an event loop. */
public final class ReaderHandler {
  private static final BodyLimit BODY_LIMIT = BodyLimit.fixed(1024 * 1024);
  private static final int NO_CONTENT = 204;

  private final LoopContext loopContext;
  private final ReaderRequests readers;
  private final Authorizer authorizer;

  public ReaderHandler(LoopContext loopContext) {
    this.loopContext = loopContext;
    this.readers = loopContext.readers();
    this.authorizer = loopContext.authorizer();
  }

  /** Returns the largest body of an acknowledgement. */
  public BodyLimit bodyLimit() {
    return BODY_LIMIT;
  }

  /** Refuses clients that may not use the reader of the path, before a body is read. */
  public void requireAccess(RoutingContext context) {
    authorizer.requireReader(RequestGrant.of(context), name(context));
    context.next();
  }

  /** Refuses a body of another type than JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    RequestBody.requireJson(context);
    context.next();
  }

  /** {@code GET /v1/readers/{reader}}: the cursor and the unread updates. */
  public Future<Void> find(RoutingContext context) {
    return readers.find(name(context)).compose(status -> send(context, status));
  }

  /**
   * {@code POST /v1/readers/{reader}/ack}: moves the cursor forward, acknowledges single updates.
   */
  public Future<Void> acknowledge(RoutingContext context) {
    ReaderName name = name(context);
    return RequestBody.read(loopContext.vertx(), context, BODY_LIMIT)
        .map(body -> Acknowledgement.parse(JsonMessage.parse(RawJson.decode(body))))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof FeedException invalid
                        ? RequestBody.notJson(context.request(), invalid)
                        : failure))
        .compose(move -> readers.acknowledge(name, move))
        .compose(status -> send(context, status));
  }

  /** {@code DELETE /v1/readers/{reader}}: removes the reader. */
  public Future<Void> remove(RoutingContext context) {
    return readers
        .remove(name(context))
        .compose(removed -> context.response().setStatusCode(NO_CONTENT).end());
  }

  private static ReaderName name(RoutingContext context) {
    return ReaderName.parse(context.pathParam("reader"));
  }

  private static Future<Void> send(RoutingContext context, ReaderStatus status) {
    return context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(status.json());
  }
}
