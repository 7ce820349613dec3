package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.ProblemJson;
import io.feedhorn.transport.netty.InvalidRequest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers requests that cannot be parsed as HTTP, and closes their connections, because it is not
 * known where the next request begins. Safe on any thread.
 *
 * @param headerBytes the maximum size of the request line, and of the headers
 */
record InvalidRequestHandler(int headerBytes) implements Handler<HttpServerRequest> {
  @Override
  public void handle(HttpServerRequest request) {
    InvalidRequest invalid = InvalidRequest.of(request);
    FeedException refusal =
        switch (invalid.status()) {
          case InvalidRequest.REQUEST_LINE_TOO_LARGE -> tooLarge("request line has");
          case InvalidRequest.HEADERS_TOO_LARGE -> tooLarge("headers have");
          default ->
              new FeedException(
                  ErrorCode.BAD_REQUEST,
                  "The request is not valid HTTP/1.1 (RFC 9112): " + invalid.reason());
        };
    refuse(request, refusal, invalid.status());
  }

  private FeedException tooLarge(String subject) {
    return new FeedException(
        ErrorCode.TOO_LARGE,
        "The %s more than %d bytes (limits.headers).".formatted(subject, headerBytes));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is notified
  private static void refuse(HttpServerRequest request, FeedException refusal, int status) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemJson.CONTENT_TYPE)
        // A cache may keep a 414 otherwise (RFC 9110, section 15.5.15).
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(ProblemJson.json(refusal, status));
    // Not after the answer was sent: what follows in the same read would get another one.
    request.connection().close();
  }
}
