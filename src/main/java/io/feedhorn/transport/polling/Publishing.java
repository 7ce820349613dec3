package io.feedhorn.transport.polling;

import io.feedhorn.access.Client;
import io.feedhorn.access.Grant;
import io.feedhorn.model.Code;
import io.feedhorn.model.JsonFields;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Refusal;
import io.feedhorn.publish.Door;
import io.feedhorn.publish.Receipt;
import io.feedhorn.transport.Asker;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishing over HTTP, one update or a batch. Owned by its event loop. */
public final class Publishing {
  /** The most lines of one batch. */
  public static final int MOST_LINES = 10_000;

  private static final String NDJSON = "application/x-ndjson";
  private static final int BATCH_BYTES = 8 * 1024 * 1024;
  private static final int BODY_FACTOR = 2;
  private static final int CREATED = 201;

  private final Edge edge;
  private final Door door;

  public Publishing(Edge edge) {
    this.edge = edge;
    this.door = edge.door();
  }

  /** The largest body of one update: a value, and white space. */
  public int bodyBytes() {
    return edge.limits().messageBytes() * BODY_FACTOR;
  }

  /** The largest body of a batch. */
  public int batchBytes() {
    return Math.max(BATCH_BYTES, bodyBytes());
  }

  /** Refuses a body that is not to be taken for JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    RequestBody.requireJson(context);
    context.next();
  }

  /** Refuses a body that does not say it is NDJSON. Runs before the body is read. */
  public void requireNdjson(RoutingContext context) {
    RequestBody.requireType(context, NDJSON, "application/ndjson");
    context.next();
  }

  /** {@code POST /v1/topics/{topic}}. */
  public Future<Void> one(RoutingContext context) {
    String key = IdempotencyKey.of(context.request());
    String topic = context.pathParam("topic");
    edge.guard().requirePublish(Asker.of(context), topic);
    edge.clients().of(context.request()).publishes();
    return RequestBody.read(edge.vertx(), context, bodyBytes())
        .compose(body -> door.publish(topic, JsonText.decode(body), key))
        .recover(failure -> Future.failedFuture(told(context, failure)))
        .compose(receipt -> created(context, receipt));
  }

  private static Throwable told(RoutingContext context, Throwable failure) {
    return failure instanceof Refusal refusal
        ? RequestBody.notJson(context.request(), refusal)
        : failure;
  }

  private static Future<Void> created(RoutingContext context, Receipt receipt) {
    return context
        .response()
        .setStatusCode(CREATED)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(receipt.json());
  }

  /** {@code POST /v1/publish}: every line is answered by a line, in order. */
  public Future<Void> batch(RoutingContext context) {
    String key = IdempotencyKey.of(context.request());
    Client client = edge.clients().of(context.request());
    Grant grant = Asker.of(context);
    return RequestBody.read(edge.vertx(), context, batchBytes())
        .map(Publishing::lines)
        .compose(
            lines ->
                new Batch(
                        edge.vertx(),
                        lines,
                        (line, number) ->
                            line(line, IdempotencyKey.ofLine(key, number), client, grant),
                        refusal -> edge.hub().meters().refused(refusal.code()))
                    .run())
        .compose(
            answers -> context.response().putHeader(HttpHeaders.CONTENT_TYPE, NDJSON).end(answers));
  }

  private static List<Buffer> lines(Buffer body) {
    List<Buffer> lines = Lines.of(body);
    if (lines.isEmpty() || lines.size() > MOST_LINES) {
      throw new Refusal(
          lines.isEmpty() ? Code.BAD_REQUEST : Code.TOO_LARGE,
          "A batch has 1 to %d lines; this one has %d.".formatted(MOST_LINES, lines.size()));
    }
    return lines;
  }

  private Future<Receipt> line(Buffer line, @Nullable String key, Client client, Grant grant) {
    try {
      client.publishes();
      JsonFields fields = JsonFields.parse(JsonText.decode(line));
      String topic = fields.string("topic");
      edge.guard().requirePublish(grant, topic);
      return door.publish(topic, fields.value("data").toString(), key);
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
  }
}
