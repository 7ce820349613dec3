package io.feedhorn.publish;

import io.feedhorn.json.RawJson;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.notify.NotificationSchema;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The commands of what verticles publish and delete. Everything is checked except for the size of a
 * value. Safe on any thread.
 */
final class VerticleRequests {
  private static final int MAX_KEY_LENGTH = 255;

  private VerticleRequests() {}

  /**
   * Returns the command of a request to {@link Addresses#PUBLISH}.
   *
   * @throws FeedException if it is refused
   */
  static PublishCommand publish(Object body) {
    if (!(body instanceof JsonObject request)
        || !(request.getValue("topic") instanceof String topic)
        || request.containsKey("data") == Boolean.TRUE.equals(request.getValue("deleted"))) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "Publish a JsonObject {\"topic\": string, \"data\": any value}, or with"
              + " \"deleted\": true in place of the value.");
    }
    Object key = request.getValue("idempotencyKey");
    return request.containsKey("data")
        ? publish(topic, request.getValue("data"), key)
        : deletion(topic, key);
  }

  /**
   * Returns the command of a request to {@link Addresses#DELETE}.
   *
   * @throws FeedException if it is refused
   */
  static PublishCommand deletion(Object body) {
    if (!(body instanceof JsonObject request)
        || !(request.getValue("topic") instanceof String topic)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "Delete with a JsonObject {\"topic\": string}.");
    }
    return deletion(topic, request.getValue("idempotencyKey"));
  }

  /**
   * Returns the command that publishes a value.
   *
   * @param idempotencyKey null if a repetition is a new update
   * @throws FeedException if it is refused
   */
  static PublishCommand publish(
      String topic, @Nullable Object data, @Nullable Object idempotencyKey) {
    String key = key(idempotencyKey);
    Topic parsed = PublishService.requireClientTopic(Topic.parse(topic));
    Buffer value = RawJson.encode(data);
    NotificationSchema.check(parsed, value);
    return new PublishCommand(parsed, value, key);
  }

  /**
   * Returns the command that deletes a topic.
   *
   * @param idempotencyKey null if a repetition is another deletion
   * @throws FeedException if it is refused
   */
  static PublishCommand deletion(String topic, @Nullable Object idempotencyKey) {
    String key = key(idempotencyKey);
    return PublishCommand.deletion(PublishService.requireClientTopic(Topic.parse(topic)), key);
  }

  private static @Nullable String key(@Nullable Object key) {
    if (key == null
        || (key instanceof String text && !text.isEmpty() && text.length() <= MAX_KEY_LENGTH)) {
      return (String) key;
    }
    throw new FeedException(
        ErrorCode.BAD_REQUEST,
        "'idempotencyKey' must be a string of 1 to %d UTF-16 code units."
            .formatted(MAX_KEY_LENGTH));
  }
}
