package io.feedhorn.publish;

import io.feedhorn.json.PublishFields;
import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TraceContext;
import io.feedhorn.notify.NotificationSchema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the values of clients: validates them on the caller's thread and sends them to the
 * writer, those of one turn of an event loop together. Safe on any thread. Publishes of one caller
 * keep their order.
 */
public final class PublishService {
  private final WriterRequests writer;
  private final int messageBytes;
  private final @Nullable PublishBatcher batcher;
  private final PublishTracing tracing;
  private volatile boolean closed;

  /**
   * Creates a service for any thread.
   *
   * @param messageBytes the maximum size of a value, as compact JSON
   */
  public PublishService(EventBus bus, int messageBytes) {
    this.writer = new WriterRequests(bus);
    this.messageBytes = messageBytes;
    this.batcher = null;
    this.tracing = PublishTracing.NONE;
  }

  private PublishService(Vertx vertx, int messageBytes, PublishTracing tracing) {
    this.tracing = tracing;
    this.writer = new WriterRequests(vertx.eventBus());
    this.messageBytes = messageBytes;
    this.batcher = new PublishBatcher(vertx, this::request);
  }

  /**
   * Creates the service of the current event loop, which sends the publishes of one turn of that
   * loop together.
   *
   * @param messageBytes the maximum size of a value, as compact JSON
   */
  public static PublishService ofLoop(Vertx vertx, int messageBytes, PublishTracing tracing) {
    return new PublishService(vertx, messageBytes, tracing);
  }

  /** Returns the reader of trace contexts. */
  public PublishTracing tracing() {
    return tracing;
  }

  /** Refuses later publishes; those that were accepted complete. */
  public void close() {
    closed = true;
  }

  /** Returns the maximum size of a value, in bytes of compact JSON. */
  public int messageBytes() {
    return messageBytes;
  }

  /** Publishes JSON text; the future fails with a {@link FeedException} if it is refused. */
  public Future<Receipt> publish(String topic, String json) {
    return publish(topic, json, null, null);
  }

  /**
   * Publishes JSON text once for each idempotency key.
   *
   * @param idempotencyKey null if a repetition is a new update
   * @param trace the trace context of the publish, or null
   */
  public Future<Receipt> publish(
      String topic, String json, @Nullable String idempotencyKey, @Nullable TraceContext trace) {
    try {
      return send(command(topic, json, idempotencyKey), trace);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /**
   * Publishes a body once for each idempotency key.
   *
   * @param body JSON in UTF-8
   * @param idempotencyKey null if a repetition is a new update
   * @param trace the trace context of the publish, or null
   */
  public Future<Receipt> publish(
      String topic, Buffer body, @Nullable String idempotencyKey, @Nullable TraceContext trace) {
    Buffer data = new PublishFields().compact(body.getBytes());
    if (data == null) {
      return publish(topic, RawJson.decode(body), idempotencyKey, trace);
    }
    try {
      requireOpen();
      return send(command(requireClientTopic(Topic.parse(topic)), data, idempotencyKey), trace);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /**
   * Returns the command that publishes JSON text.
   *
   * @param idempotencyKey null if a repetition is a new update
   * @throws FeedException if it is refused
   */
  public PublishCommand command(String topic, String json, @Nullable String idempotencyKey) {
    requireOpen();
    Topic parsed = requireClientTopic(Topic.parse(topic));
    return command(parsed, RawJson.compact(json), idempotencyKey);
  }

  /**
   * Returns the command that publishes a value.
   *
   * @param data compact JSON in UTF-8
   * @param idempotencyKey null if a repetition is a new update
   * @throws FeedException if it is refused
   */
  public PublishCommand command(Topic topic, Buffer data, @Nullable String idempotencyKey) {
    requireOpen();
    requireClientTopic(topic);
    requireSize(data.length());
    NotificationSchema.check(topic, data);
    return new PublishCommand(topic, data, idempotencyKey);
  }

  /**
   * Sends commands to the writer together, which keeps their order. The future has a result for
   * each, in their order, when all are known; it never fails.
   *
   * @param commands at least one
   * @param trace the trace context of all of them, or null
   */
  public Future<List<PublishResult>> publishAll(
      List<PublishCommand> commands, @Nullable TraceContext trace) {
    if (batcher != null && batcher.isOwner()) {
      batcher.send();
    }
    return tracing.publishAll(commands, trace, this::request);
  }

  /**
   * Deletes a topic by an update without a value; fails with a {@link FeedException} if there is no
   * such topic.
   *
   * @param idempotencyKey null if a repetition is another deletion
   * @param trace the trace context of the deletion, or null
   */
  public Future<Receipt> delete(
      String topic, @Nullable String idempotencyKey, @Nullable TraceContext trace) {
    try {
      requireOpen();
      Topic parsed = requireClientTopic(Topic.parse(topic));
      return send(PublishCommand.deletion(parsed, idempotencyKey), trace);
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /** Returns a topic, unless only the server itself publishes on it. */
  static Topic requireClientTopic(Topic topic) {
    if (topic.feed().equals(Topic.SYSTEM_FEED)) {
      throw new FeedException(
          ErrorCode.FORBIDDEN,
          "Only the server publishes on the feed '%s'.".formatted(Topic.SYSTEM_FEED));
    }
    if (topic.feed().equals(Topic.ALERTS_FEED)) {
      throw new FeedException(
          ErrorCode.FORBIDDEN,
          "Only the server publishes on the feed '%s'; rules are changed by /v1/alerts."
              .formatted(Topic.ALERTS_FEED));
    }
    return topic;
  }

  private void requireOpen() {
    if (closed) {
      throw new FeedException(
          ErrorCode.UNAVAILABLE, "The server is stopping; publish again soon.", 1);
    }
  }

  private void requireSize(int length) {
    if (length > messageBytes) {
      throw tooLarge(length);
    }
  }

  /** Returns the refusal of a value that is too large. */
  public FeedException tooLarge(long length) {
    return tooLarge(length, messageBytes);
  }

  static FeedException tooLarge(long length, int messageBytes) {
    return new FeedException(
        ErrorCode.TOO_LARGE,
        "The value has %d bytes; at most %d are allowed (limits.message)."
            .formatted(length, messageBytes));
  }

  private Future<Receipt> send(PublishCommand command, @Nullable TraceContext trace) {
    return tracing.publish(command, trace, this::send);
  }

  private Future<Receipt> send(PublishCommand command) {
    return batcher != null && batcher.isOwner()
        ? batcher.add(command)
        : request(List.of(command)).compose(results -> results.get(0).future());
  }

  private Future<List<PublishResult>> request(List<PublishCommand> commands) {
    return writer.sendAll(new PublishCommands(commands), commands);
  }
}
