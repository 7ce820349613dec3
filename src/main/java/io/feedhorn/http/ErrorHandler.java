package io.feedhorn.http;

import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.ClientErrors;
import io.feedhorn.transport.ProblemJson;
import io.feedhorn.transport.sse.UnavailableStream;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * Turns every failed request into {@code application/problem+json}, or into an event stream if the
 * reader of one would else not come back.
 */
final class ErrorHandler {
  private static final Map<Integer, ErrorCode> BY_STATUS =
      Map.of(
          400, ErrorCode.BAD_REQUEST,
          403, ErrorCode.FORBIDDEN,
          404, ErrorCode.NOT_FOUND,
          405, ErrorCode.METHOD_NOT_ALLOWED,
          413, ErrorCode.TOO_LARGE,
          415, ErrorCode.UNSUPPORTED_TYPE,
          503, ErrorCode.UNAVAILABLE);

  private final Metrics metrics;

  ErrorHandler(Metrics metrics) {
    this.metrics = metrics;
  }

  void answerAll(Router router) {
    for (int status : new int[] {400, 403, 404, 405, 413, 415, 500, 503}) {
      router.errorHandler(status, context -> answer(context, status));
    }
    router.route().failureHandler(context -> answer(context, context.statusCode()));
  }

  /**
   * @param status what the router calls it, where it failed before any route: the context has none
   *     then
   */
  private void answer(RoutingContext context, int status) {
    // Who went away while the answer was written is told nothing, and it is no fault of ours.
    if (!isAnswered(context.response())) {
      refuse(context.request(), refusal(context, status));
    }
  }

  private static boolean isAnswered(HttpServerResponse response) {
    return response.ended() || response.headWritten();
  }

  /** Answers a request with a refusal, unless it was answered. */
  @SuppressWarnings("FutureReturnValueIgnored") // who is gone is not told
  void refuse(HttpServerRequest request, FeedException exception) {
    HttpServerResponse response = request.response();
    if (isAnswered(response)) {
      return;
    }
    metrics.refused(exception.code());
    if (exception.code() == ErrorCode.UNAUTHORIZED) {
      response.putHeader("WWW-Authenticate", challenge(request));
    }
    send(exception, request);
  }

  /** Answers a request with a refusal. */
  static Future<Void> send(FeedException exception, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (UnavailableStream.fits(exception, request)) {
      return UnavailableStream.send(exception, response);
    }
    if (exception.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(exception.retryAfterSeconds()));
    }
    return response
        .setStatusCode(exception.code().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemJson.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(ProblemJson.json(exception));
  }

  /** RFC 6750, section 3: what is missing, or what is wrong with what was shown. */
  private static String challenge(HttpServerRequest request) {
    boolean shown =
        request.headers().contains(HttpHeaders.AUTHORIZATION) || request.getParam("ticket") != null;
    return "Bearer realm=\"feedhorn\"" + (shown ? ", error=\"invalid_token\"" : "");
  }

  private static FeedException refusal(RoutingContext context, int status) {
    Throwable failure = context.failure();
    if (failure instanceof FeedException exception) {
      return exception;
    }
    // Vert.x Web has more words for a client's faults than the contract: 417, 431 …
    ErrorCode code =
        status < 500
            ? BY_STATUS.getOrDefault(status, ErrorCode.BAD_REQUEST)
            : BY_STATUS.get(status);
    if (code != null) {
      return new FeedException(code, detail(code, context));
    }
    return ClientErrors.of(
        failure == null
            ? new IllegalStateException("status " + status + " without a cause")
            : failure);
  }

  private static String detail(ErrorCode code, RoutingContext context) {
    String request = context.request().method() + " " + context.request().path();
    return switch (code) {
      case NOT_FOUND -> "There is nothing at " + context.request().path() + ".";
      case TOO_LARGE -> "The body is larger than allowed.";
      default -> "The request " + request + " cannot be read.";
    };
  }
}
