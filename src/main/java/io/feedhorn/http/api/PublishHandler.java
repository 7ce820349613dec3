package io.feedhorn.http.api;

import io.feedhorn.auth.Permissions;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TraceContext;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.PublishService;
import io.feedhorn.publish.Receipt;
import io.feedhorn.publish.TopicCache;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Handlers for publishing over HTTP: one value, a batch, or the deletion of a topic. Owned by an
 * event loop.
 */
public final class PublishHandler {
  /** The maximum number of lines of a batch. */
  public static final int MAX_LINES = 10_000;

  private static final String NDJSON = "application/x-ndjson";
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;
  private static final int BODY_FACTOR = 2;
  private static final int CREATED = 201;

  private final LoopContext loopContext;
  private final PublishService publishService;
  private final TopicCache topics = new TopicCache();

  public PublishHandler(LoopContext loopContext) {
    this.loopContext = loopContext;
    this.publishService = loopContext.publishService();
  }

  /** Returns the largest body of one value, with white space. */
  public BodyLimit bodyLimit() {
    return BodyLimit.ofValue(loopContext.limits(), BODY_FACTOR);
  }

  /** Returns the largest body of a batch. */
  public BodyLimit batchLimit() {
    BodyLimit ofValue = bodyLimit();
    return ofValue.bytes() > MAX_BATCH_BYTES ? ofValue : BodyLimit.fixed(MAX_BATCH_BYTES);
  }

  /** Refuses a body of another type than JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    RequestBody.requireJson(context);
    context.next();
  }

  /** Refuses a body of another type than NDJSON. Runs before the body is read. */
  public void requireNdjson(RoutingContext context) {
    RequestBody.requireType(context, NDJSON, "application/ndjson");
    context.next();
  }

  /** {@code POST /v1/topics/{topic}}: publishes one value. */
  public Future<Void> publishOne(RoutingContext context) {
    String key = IdempotencyKey.of(context.request());
    String topic = TopicPath.topic(context);
    TraceContext trace = trace(context);
    return loopContext
        .countRefusal(
            topic,
            () -> {
              requirePublish(context, topic);
              return RequestBody.read(loopContext.vertx(), context, bodyLimit())
                  .compose(body -> publishService.publish(topic, body, key, trace));
            })
        .recover(failure -> Future.failedFuture(explained(context, failure)))
        .compose(receipt -> created(context, receipt));
  }

  /** {@code DELETE /v1/topics/{topic}}: ends a topic. */
  public Future<Void> delete(RoutingContext context) {
    String key = IdempotencyKey.of(context.request());
    String topic = TopicPath.topic(context);
    return loopContext
        .countRefusal(
            topic,
            () -> {
              requirePublish(context, topic);
              return publishService.delete(topic, key, trace(context));
            })
        .compose(receipt -> json(context, receipt));
  }

  private @Nullable TraceContext trace(RoutingContext context) {
    return publishService.tracing().parent(context.request()::headers);
  }

  private void requirePublish(RoutingContext context, String topic) {
    loopContext.authorizer().requirePublish(RequestGrant.of(context), topic);
    loopContext.limiter().of(context.request()).countPublish();
  }

  private static Throwable explained(RoutingContext context, Throwable failure) {
    return failure instanceof FeedException exception
        ? RequestBody.notJson(context.request(), exception)
        : failure;
  }

  private static Future<Void> created(RoutingContext context, Receipt receipt) {
    context.response().setStatusCode(CREATED);
    return json(context, receipt);
  }

  private static Future<Void> json(RoutingContext context, Receipt receipt) {
    return context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(receipt.json());
  }

  /** {@code POST /v1/publish}: publishes each line. The response has a line for each, in order. */
  public Future<Void> publishBatch(RoutingContext context) {
    String key = IdempotencyKey.of(context.request());
    BatchQuota quota = new BatchQuota(loopContext.limiter().of(context.request()));
    Permissions permissions = RequestGrant.of(context);
    TraceContext trace = trace(context);
    return RequestBody.read(loopContext.vertx(), context, batchLimit())
        .map(PublishHandler::lines)
        .compose(
            lines ->
                new BatchPublish(
                        loopContext.vertx(),
                        new BatchLines(loopContext, topics, lines, key, quota, permissions),
                        commands -> publishAll(commands, trace),
                        exception -> loopContext.hub().metrics().refused(exception.code()))
                    .run())
        .compose(
            answers -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, NDJSON).end(answers));
  }

  private static NdjsonLines lines(Buffer body) {
    NdjsonLines lines = NdjsonLines.of(body);
    if (lines.size() == 0 || lines.size() > MAX_LINES) {
      throw new FeedException(
          lines.size() == 0 ? ErrorCode.BAD_REQUEST : ErrorCode.TOO_LARGE,
          "A batch has 1 to %d lines; this one has %d.".formatted(MAX_LINES, lines.size()));
    }
    return lines;
  }

  private Future<List<PublishResult>> publishAll(
      List<PublishCommand> commands, @Nullable TraceContext trace) {
    return publishService
        .publishAll(commands, trace)
        .onSuccess(
            results -> {
              for (int i = 0; i < results.size(); i++) {
                FeedException refusal = results.get(i).exception();
                if (refusal != null) {
                  loopContext
                      .hub()
                      .countPublishRefusal(commands.get(i).topic().name(), refusal.code());
                }
              }
            });
  }
}
