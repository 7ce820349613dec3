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
import io.feedhorn.transport.Problem;
import io.feedhorn.transport.Refusals;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Publishing over HTTP, one update or a batch. Owned by its event loop. */
public final class Publishing {
  /** The most lines of one batch. */
  public static final int MOST_LINES = 10_000;

  private static final String NDJSON = "application/x-ndjson";
  private static final int MOST_KEY = 255;
  private static final int CREATED = 201;

  private final Edge edge;
  private final Door door;

  public Publishing(Edge edge) {
    this.edge = edge;
    this.door = edge.door();
  }

  /** Refuses a body that does not say it is JSON. Runs before the body is read. */
  public void requireJson(RoutingContext context) {
    String type = mediaType(context);
    if (!type.isEmpty() && !type.equals("application/json") && !type.endsWith("+json")) {
      throw unsupported(type, "application/json");
    }
    context.next();
  }

  /** Refuses a body that does not say it is NDJSON. Runs before the body is read. */
  public void requireNdjson(RoutingContext context) {
    String type = mediaType(context);
    if (!type.equals(NDJSON) && !type.equals("application/ndjson")) {
      throw unsupported(type, NDJSON);
    }
    context.next();
  }

  /** {@code POST /v1/topics/{topic}}. */
  public Future<Void> one(RoutingContext context) {
    String key = context.request().getHeader("Idempotency-Key");
    if (key != null && (key.isEmpty() || key.length() > MOST_KEY)) {
      throw new Refusal(
          Code.BAD_REQUEST, "'Idempotency-Key' has 1 to " + MOST_KEY + " characters.");
    }
    String topic = context.pathParam("topic");
    edge.guard().requirePublish(Asker.of(context), topic);
    edge.clients().of(context.request()).publishes();
    return door.publish(topic, JsonText.decode(body(context)), key)
        .compose(receipt -> created(context, receipt));
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
    List<String> lines =
        JsonText.decode(body(context)).lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || lines.size() > MOST_LINES) {
      throw new Refusal(
          lines.isEmpty() ? Code.BAD_REQUEST : Code.TOO_LARGE,
          "A batch has 1 to %d lines; this one has %d.".formatted(MOST_LINES, lines.size()));
    }
    List<Future<String>> answers = new ArrayList<>(lines.size());
    Client client = edge.clients().of(context.request());
    Grant grant = Asker.of(context);
    lines.forEach(line -> answers.add(line(line, client, grant)));
    return Future.all(answers)
        .compose(
            all ->
                context
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, NDJSON)
                    .end(String.join("\n", all.<String>list()) + "\n"));
  }

  private Future<String> line(String line, Client client, Grant grant) {
    Future<Receipt> published;
    try {
      client.publishes();
      JsonFields fields = JsonFields.parse(line);
      String topic = fields.string("topic");
      edge.guard().requirePublish(grant, topic);
      published = door.publish(topic, fields.value("data").toString());
    } catch (Refusal refusal) {
      published = Future.failedFuture(refusal);
    }
    return published.map(Receipt::json).otherwise(this::problem);
  }

  private String problem(Throwable failure) {
    Refusal refusal = Refusals.of(failure);
    edge.hub().meters().refused(refusal.code());
    return Problem.json(refusal);
  }

  private static Buffer body(RoutingContext context) {
    Buffer body = context.body().buffer();
    return body == null ? Buffer.buffer() : body;
  }

  private static String mediaType(RoutingContext context) {
    @Nullable String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Refusal unsupported(String type, String wanted) {
    return new Refusal(
        Code.UNSUPPORTED_TYPE,
        type.isEmpty()
            ? "The body has no Content-Type; it must be " + wanted + "."
            : "The Content-Type is '" + type + "'; it must be " + wanted + ".");
  }
}
