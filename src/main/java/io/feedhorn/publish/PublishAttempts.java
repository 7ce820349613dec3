package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest attempt of each sender that publishes in order. Of very many senders the least
 * recently used one is forgotten. Owned by the writer's event loop.
 */
final class PublishAttempts {
  private static final int MAX_SENDERS = 10_000;
  private static final int MAX_SENDER_CHARACTERS = 255;

  private final Map<String, PublishAttempt> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PublishAttempt> eldest) {
          return size() > MAX_SENDERS;
        }
      };

  /**
   * Returns the attempt of a request with {@code "sender"} and {@code "attempt"}; null if it has
   * none.
   *
   * @throws FeedException {@link ErrorCode#UNAVAILABLE} if the attempt has failed or is over
   */
  @Nullable PublishAttempt of(JsonObject request) {
    Object sender = request.getValue("sender");
    if (sender == null) {
      return null;
    }
    if (!(sender instanceof String name)
        || name.isEmpty()
        || name.length() > MAX_SENDER_CHARACTERS
        || !(request.getValue("attempt") instanceof Number number)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'sender' must be a string of 1 to %d characters, with a number 'attempt'."
              .formatted(MAX_SENDER_CHARACTERS));
    }
    PublishAttempt attempt = newest.get(name);
    if (attempt == null || attempt.number() < number.longValue()) {
      attempt = new PublishAttempt(number.longValue());
      newest.put(name, attempt);
    }
    if (attempt.isFailed() || attempt.number() > number.longValue()) {
      throw PublishAttempt.refusal();
    }
    return attempt;
  }
}
