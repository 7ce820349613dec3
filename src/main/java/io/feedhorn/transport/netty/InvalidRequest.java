package io.feedhorn.transport.netty;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/**
 * The fault of a request that cannot be parsed as HTTP. Immutable.
 *
 * @param status 414 or 431 if the request line or the headers are too large, else 400
 * @param reason the parser's message
 */
public record InvalidRequest(int status, String reason) {
  public static final int REQUEST_LINE_TOO_LARGE = 414;
  public static final int HEADERS_TOO_LARGE = 431;
  private static final int BAD_REQUEST = 400;

  /** Returns the fault of a request whose decoding failed. */
  public static InvalidRequest of(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status = BAD_REQUEST;
    if (cause instanceof TooLongHttpLineException) {
      status = REQUEST_LINE_TOO_LARGE;
    } else if (cause instanceof TooLongHttpHeaderException) {
      status = HEADERS_TOO_LARGE;
    }
    return new InvalidRequest(status, String.valueOf(cause.getMessage()));
  }
}
