package io.feedhorn.publish;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.notify.NotificationSchema;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the values of clients: validates them on the caller's thread and sends them to the
 * writer. Safe on any thread. Publishes of one caller keep their order.
 */
public final class PublishService {
  private final EventBus bus;
  private final int messageBytes;
  private volatile boolean closed;

  /**
   * @param messageBytes the maximum size of a value, as compact JSON
   */
  public PublishService(EventBus bus, int messageBytes) {
    this.bus = bus;
    this.messageBytes = messageBytes;
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
    return publish(topic, json, null);
  }

  /**
   * Publishes JSON text once for each idempotency key.
   *
   * @param idempotencyKey null if a repetition is a new update
   */
  public Future<Receipt> publish(String topic, String json, @Nullable String idempotencyKey) {
    try {
      requireOpen();
      Topic parsed = requireClientTopic(Topic.parse(topic));
      Buffer data = RawJson.compact(json);
      requireSize(data.length());
      NotificationSchema.check(parsed, data);
      return send(new PublishCommand(parsed, data, idempotencyKey));
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }

  /**
   * Deletes a topic by an update without a value; fails with a {@link FeedException} if there is no
   * such topic.
   *
   * @param idempotencyKey null if a repetition is another deletion
   */
  public Future<Receipt> delete(String topic, @Nullable String idempotencyKey) {
    try {
      requireOpen();
      Topic parsed = requireClientTopic(Topic.parse(topic));
      return send(PublishCommand.deletion(parsed, idempotencyKey));
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
    return new FeedException(
        ErrorCode.TOO_LARGE,
        "The value has %d bytes; at most %d are allowed (limits.message)."
            .formatted(length, messageBytes));
  }

  private Future<Receipt> send(PublishCommand command) {
    return bus.<PublishResult>request(Addresses.PUBLISH, command, ByReferenceCodec.LOCAL_ONLY)
        .transform(
            reply -> {
              if (reply.failed()) {
                return Future.failedFuture(unreachable(reply.cause()));
              }
              PublishResult result = reply.result().body();
              return result.receipt() != null
                  ? Future.succeededFuture(result.receipt())
                  : Future.failedFuture(result.exception());
            });
  }

  private static Throwable unreachable(Throwable cause) {
    return cause instanceof ReplyException
        ? new FeedException(ErrorCode.UNAVAILABLE, "The feed's writer does not answer; try again.")
        : cause;
  }
}
