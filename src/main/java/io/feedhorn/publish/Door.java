package io.feedhorn.publish;

import io.feedhorn.model.Code;
import io.feedhorn.model.JsonText;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/**
 * What a transport publishes with: checks on the caller's own event loop, then sends the value to
 * the feed's writer. Safe on any thread. Publishes of one caller are ordered as they were called.
 */
public final class Door {
  private final EventBus bus;
  private final int messageBytes;
  private volatile boolean closed;

  /**
   * @param messageBytes the largest value
   */
  public Door(EventBus bus, int messageBytes) {
    this.bus = bus;
    this.messageBytes = messageBytes;
  }

  /** From here on nothing new is accepted; what was is finished. */
  public void close() {
    closed = true;
  }

  /** The largest value that may be published, in bytes of compact JSON. */
  public int messageBytes() {
    return messageBytes;
  }

  /** Publishes JSON text; the future fails with a {@link Refusal} where it is not accepted. */
  public Future<Receipt> publish(String topic, String json) {
    return publish(topic, json, null);
  }

  /**
   * Publishes JSON text once for each idempotency key.
   *
   * @param idempotencyKey null where a repeat is a new update
   */
  public Future<Receipt> publish(String topic, String json, @Nullable String idempotencyKey) {
    try {
      requireOpen();
      Topic checked = Topic.parse(topic);
      Buffer data = JsonText.compact(json);
      requireSize(data.length());
      return send(new Append(checked, data, idempotencyKey));
    } catch (Refusal refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new Refusal(Code.UNAVAILABLE, "The server is leaving; publish again soon.", 1);
    }
  }

  private void requireSize(int length) {
    if (length > messageBytes) {
      throw tooLarge(length);
    }
  }

  /** The refusal of a value that is larger than allowed. */
  public Refusal tooLarge(long length) {
    return new Refusal(
        Code.TOO_LARGE,
        "The value has %d bytes; at most %d are allowed (limits.message)."
            .formatted(length, messageBytes));
  }

  private Future<Receipt> send(Append append) {
    return bus.<Answer>request(Addresses.PUBLISH, append, LocalCodec.HERE)
        .transform(
            reply -> {
              if (reply.failed()) {
                return Future.failedFuture(unreachable(reply.cause()));
              }
              Answer answer = reply.result().body();
              return answer.receipt() != null
                  ? Future.succeededFuture(answer.receipt())
                  : Future.failedFuture(answer.refusal());
            });
  }

  private static Throwable unreachable(Throwable cause) {
    return cause instanceof ReplyException
        ? new Refusal(Code.UNAVAILABLE, "The feed's writer does not answer; try again.")
        : cause;
  }
}
