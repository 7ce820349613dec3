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
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers failed requests with {@code application/problem+json}, or with an event stream if an
 * EventSource would otherwise not reconnect. Safe on any thread.
 */
final class ErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

  private static final Pattern NOT_ENCODED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private static final Map<Integer, ErrorCode> BY_STATUS =
      Map.of(
          400, ErrorCode.BAD_REQUEST,
          403, ErrorCode.FORBIDDEN,
          404, ErrorCode.NOT_FOUND,
          405, ErrorCode.METHOD_NOT_ALLOWED,
          415, ErrorCode.UNSUPPORTED_TYPE,
          503, ErrorCode.UNAVAILABLE);

  private final Metrics metrics;

  ErrorHandler(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Handles the failures of all routes of a router. */
  void answerAll(Router router) {
    for (int status : new int[] {400, 403, 404, 405, 413, 415, 500, 503}) {
      router.errorHandler(status, context -> answer(context, status));
    }
    router.route().failureHandler(context -> answer(context, context.statusCode()));
  }

  /**
   * @param status the status of a failure before any route, which the context does not have
   */
  @SuppressWarnings("FutureReturnValueIgnored") // fails only if the client has disconnected
  private void answer(RoutingContext context, int status) {
    // A client that disconnected while the response was written is not an error of the server.
    if (!isAnswered(context.response())) {
      send(refusal(context, status), context.request());
    }
  }

  private static boolean isAnswered(HttpServerResponse response) {
    return response.ended() || response.headWritten();
  }

  /** Refuses a request before the router, and closes its connection if it is one too many. */
  void refuse(FeedException refusal, HttpServerRequest request, TrackedConnection connection) {
    boolean ends = connection.endsWithRefusal();
    boolean http2 = request.version() == HttpVersion.HTTP_2;
    if (ends && !http2) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    send(refusal, request)
        .onComplete(
            sent -> {
              if (ends && http2) {
                connection.closeSoon(ConnectionTracker.nowMillis());
              } else if (ends) {
                connection.close();
              }
            });
  }

  private Future<Void> send(FeedException refusal, HttpServerRequest request) {
    FeedException exception =
        refusal.code() == ErrorCode.UNAVAILABLE
            ? AdmissionControl.withRetryAfter(refusal)
            : refusal;
    HttpServerResponse response = request.response();
    metrics.refused(exception.code());
    // Neither its text nor the path: both may quote what must not be in a log.
    LOG.atDebug()
        .addKeyValue("transport", TransportLabels.of(request))
        .addKeyValue("method", request.method())
        .addKeyValue("code", exception.code().wire())
        .log("Request is refused");
    if (exception.code() == ErrorCode.UNAUTHORIZED) {
      response.putHeader("WWW-Authenticate", challenge(request));
    }
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

  /** Returns the challenge: credentials are missing or invalid (RFC 6750, section 3). */
  private static String challenge(HttpServerRequest request) {
    boolean sent =
        request.headers().contains(HttpHeaders.AUTHORIZATION) || request.getParam("ticket") != null;
    return "Bearer realm=\"feedhorn\"" + (sent ? ", error=\"invalid_token\"" : "");
  }

  private static FeedException refusal(RoutingContext context, int status) {
    Throwable failure = context.failure();
    if (failure instanceof FeedException exception) {
      return exception;
    }
    // Vert.x Web has more statuses for errors of clients than the contract: 417, 431 …
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
    return switch (code) {
      case NOT_FOUND -> "There is nothing at " + context.request().path() + ".";
      default -> unreadable(context.request());
    };
  }

  private static String unreadable(HttpServerRequest request) {
    if (request.authority() == null) {
      return "The request has no valid header 'Host' (RFC 9112, section 3.2).";
    }
    String path = String.valueOf(request.path());
    return NOT_ENCODED.matcher(path).find()
        ? "In the path "
            + path
            + ", a '%' is not followed by two hexadecimal digits; write it as %25."
        : "The request " + request.method() + " " + path + " cannot be read.";
  }
}
