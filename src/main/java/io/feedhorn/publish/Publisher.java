package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the values of verticles: a typed form of {@code request("feedhorn.publish")}. Safe on
 * any thread. Publishes of one caller keep their order, without waiting for receipts.
 */
public final class Publisher {
  private final EventBus bus;

  private Publisher(EventBus bus) {
    this.bus = bus;
  }

  /** Returns the publisher of a Vert.x instance on which Feedhorn runs. */
  public static Publisher on(Vertx vertx) {
    return new Publisher(vertx.eventBus());
  }

  /**
   * Publishes one value. The future completes after the update was stored. It fails with a {@link
   * io.vertx.core.eventbus.ReplyException} whose message begins with the error code if the value is
   * refused.
   *
   * @param data a JSON value as a type of Vert.x: {@code JsonObject}, {@code JsonArray}, {@code
   *     String}, {@code Number}, {@code Boolean} or null
   * @return {@code {"topic":…,"offset":…,"seq":…,"cursor":…,"ts":…}}
   */
  public Future<JsonObject> publish(String topic, @Nullable Object data) {
    return publish(topic, data, null);
  }

  /**
   * Publishes one value once for each idempotency key: a repetition on the same topic within ten
   * minutes gets the first receipt.
   *
   * @param idempotencyKey null if a repetition is a new update
   */
  public Future<JsonObject> publish(
      String topic, @Nullable Object data, @Nullable String idempotencyKey) {
    JsonObject request = request(topic, data, idempotencyKey);
    try {
      return bus.<JsonObject>request(Addresses.PUBLISH, request, ByReferenceCodec.LOCAL_ONLY)
          .map(Message::body);
    } catch (IllegalStateException notJson) {
      // The event bus copies the message at once, and throws if it cannot.
      return Future.failedFuture(
          new ReplyException(
              ReplyFailure.RECIPIENT_FAILURE,
              ErrorCode.BAD_JSON.status(),
              "%s: 'data' is not a JSON value: %s"
                  .formatted(ErrorCode.BAD_JSON.wire(), notJson.getMessage())));
    }
  }

  private static JsonObject request(
      String topic, @Nullable Object data, @Nullable String idempotencyKey) {
    JsonObject request = new JsonObject().put("topic", topic).put("data", data);
    return idempotencyKey == null ? request : request.put("idempotencyKey", idempotencyKey);
  }

  /**
   * Deletes a topic, by an update without a value. The future fails with a {@link
   * io.vertx.core.eventbus.ReplyException} whose message begins with {@code not_found} if there is
   * no such topic.
   *
   * @return {@code {"topic":…,"offset":…,"seq":…,"cursor":…,"ts":…}}
   */
  public Future<JsonObject> delete(String topic) {
    JsonObject request = new JsonObject().put("topic", topic);
    return bus.<JsonObject>request(Addresses.DELETE, request, ByReferenceCodec.LOCAL_ONLY)
        .map(Message::body);
  }
}
