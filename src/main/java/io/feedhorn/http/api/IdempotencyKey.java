package io.feedhorn.http.api;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Idempotency-Key} of a request. Safe on any thread. */
final class IdempotencyKey {
  private static final CharSequence HEADER = HttpHeaders.createOptimized("Idempotency-Key");
  private static final int MAX_BYTES = 255;

  private IdempotencyKey() {}

  /**
   * Returns the key, or null if there is none.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if there is more than one, or it is empty
   *     or too long
   */
  static @Nullable String of(HttpServerRequest request) {
    if (!request.headers().contains(HEADER)) {
      return null;
    }
    List<String> keys = request.headers().getAll(HEADER);
    if (keys.size() > 1) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The request has %d '%s' lines; one is allowed.".formatted(keys.size(), HEADER));
    }
    // Each byte of a header is a character of the text.
    String key = keys.get(0);
    if (key.isEmpty() || key.length() > MAX_BYTES) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'%s' has %d bytes; 1 to %d are allowed.".formatted(HEADER, key.length(), MAX_BYTES));
    }
    return key;
  }

  /**
   * Returns the key of a line of a batch. It cannot be equal to the key of another request, because
   * a header does not contain a line feed.
   */
  static @Nullable String ofLine(@Nullable String key, int number) {
    return key == null ? null : key + '\n' + number;
  }
}
