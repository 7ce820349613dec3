package io.feedhorn.server;

import io.feedhorn.model.Code;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Refusal;
import io.feedhorn.transport.Problem;
import io.feedhorn.transport.Refusals;
import io.feedhorn.transport.sse.StreamRefusal;
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
final class Failures {
  private static final Map<Integer, Code> BY_STATUS =
      Map.of(
          400, Code.BAD_REQUEST,
          403, Code.FORBIDDEN,
          404, Code.NOT_FOUND,
          405, Code.METHOD_NOT_ALLOWED,
          413, Code.TOO_LARGE,
          415, Code.UNSUPPORTED_TYPE,
          503, Code.UNAVAILABLE);

  private final Meters meters;

  Failures(Meters meters) {
    this.meters = meters;
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
  void refuse(HttpServerRequest request, Refusal refusal) {
    HttpServerResponse response = request.response();
    if (isAnswered(response)) {
      return;
    }
    meters.refused(refusal.code());
    if (refusal.code() == Code.UNAUTHORIZED) {
      response.putHeader("WWW-Authenticate", challenge(request));
    }
    send(refusal, request);
  }

  /** Answers a request with a refusal. */
  static Future<Void> send(Refusal refusal, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (StreamRefusal.fits(refusal, request)) {
      return StreamRefusal.send(refusal, response);
    }
    if (refusal.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
    }
    return response
        .setStatusCode(refusal.code().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Problem.json(refusal));
  }

  /** RFC 6750, section 3: what is missing, or what is wrong with what was shown. */
  private static String challenge(HttpServerRequest request) {
    boolean shown =
        request.headers().contains(HttpHeaders.AUTHORIZATION) || request.getParam("ticket") != null;
    return "Bearer realm=\"feedhorn\"" + (shown ? ", error=\"invalid_token\"" : "");
  }

  private static Refusal refusal(RoutingContext context, int status) {
    Throwable failure = context.failure();
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    // Vert.x Web has more words for a client's faults than the contract: 417, 431 …
    Code code =
        status < 500 ? BY_STATUS.getOrDefault(status, Code.BAD_REQUEST) : BY_STATUS.get(status);
    if (code != null) {
      return new Refusal(code, detail(code, context));
    }
    return Refusals.of(
        failure == null
            ? new IllegalStateException("status " + status + " without a cause")
            : failure);
  }

  private static String detail(Code code, RoutingContext context) {
    String request = context.request().method() + " " + context.request().path();
    return switch (code) {
      case NOT_FOUND -> "There is nothing at " + context.request().path() + ".";
      case TOO_LARGE -> "The body is larger than allowed.";
      default -> "The request " + request + " cannot be read.";
    };
  }
}
