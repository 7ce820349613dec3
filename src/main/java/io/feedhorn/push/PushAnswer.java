package io.feedhorn.push;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a push service. Immutable.
 *
 * @param retryAfter the header {@code Retry-After}; null if it is missing
 */
record PushAnswer(int status, @Nullable String retryAfter) {
  static PushAnswer of(HttpClientResponse response) {
    return new PushAnswer(response.statusCode(), response.getHeader(HttpHeaders.RETRY_AFTER));
  }
}
