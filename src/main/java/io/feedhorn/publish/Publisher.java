package io.feedhorn.publish;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
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
    return publish(request(topic, data, idempotencyKey));
  }

  /**
   * Publishes one value without waiting for the receipts of earlier ones, in an order that also
   * holds after refusals. If a value is refused as {@code unavailable}, the later ones of the same
   * attempt are refused, too. The sender then waits for all answers, and publishes the values
   * without a receipt again, in their order, with the number of the next attempt.
   *
   * @param sender a name that no other sender has
   * @param attempt the number of the attempt; it only grows
   * @param traceparent the trace context of the value; null, or not valid, for none
   */
  public Future<JsonObject> publishInOrder(
      String topic,
      @Nullable Object data,
      @Nullable String idempotencyKey,
      String sender,
      long attempt,
      @Nullable String traceparent) {
    return publish(
        request(topic, data, idempotencyKey).put("sender", sender).put("attempt", attempt),
        traceparent);
  }

  /**
   * Deletes a topic in order with the other updates of a sender, as {@link #publishInOrder}. The
   * future fails with {@code not_found} if there is no such topic.
   */
  public Future<JsonObject> deleteInOrder(
      String topic,
      @Nullable String idempotencyKey,
      String sender,
      long attempt,
      @Nullable String traceparent) {
    // The address of values, because messages to one address keep their order.
    return publish(
        withKey(new JsonObject().put("topic", topic).put("deleted", true), idempotencyKey)
            .put("sender", sender)
            .put("attempt", attempt),
        traceparent);
  }

  private static JsonObject request(
      String topic, @Nullable Object data, @Nullable String idempotencyKey) {
    return withKey(new JsonObject().put("topic", topic).put("data", data), idempotencyKey);
  }

  private static JsonObject withKey(JsonObject request, @Nullable String idempotencyKey) {
    return idempotencyKey == null ? request : request.put("idempotencyKey", idempotencyKey);
  }

  private Future<JsonObject> publish(JsonObject request) {
    return publish(request, null);
  }

  private Future<JsonObject> publish(JsonObject request, @Nullable String traceparent) {
    DeliveryOptions options =
        traceparent == null
            ? ByReferenceCodec.LOCAL_ONLY
            : new DeliveryOptions(ByReferenceCodec.LOCAL_ONLY)
                .addHeader(PublishTracing.TRACEPARENT, traceparent);
    return bus.<JsonObject>request(Addresses.PUBLISH, request, options).map(Message::body);
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
