package io.feedhorn.http;

import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.netty.HeadRequest;
import io.feedhorn.transport.netty.TrafficCounter;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * The steps that every request of an event loop passes, in their order. {@link #handle} has the
 * limits, which apply also to requests that the router cannot read; {@link #router} has the other
 * steps, up to the upgrade of WebSockets and the routes. Not thread-safe.
 *
 * @param routes adds the routes behind the steps
 */
record RequestPipeline(
    ConnectionTracker connections,
    ClientLimiter limiter,
    AdmissionControl admission,
    AcceptThrottle throttle,
    CorsHandler cors,
    AuthenticationHandler authentication,
    WebSocketUpgradeHandler upgrades,
    ErrorHandler errors,
    Consumer<Router> routes) {
  private static final int BAD_REQUEST = 400;

  /** Returns the handler of an HTTP server's requests. */
  Handler<HttpServerRequest> handler(Vertx vertx) {
    Router router = router(vertx);
    return request -> {
      TrackedConnection connection = connections.get(request.connection());
      if (connection != null) {
        connection.onRequest(request, ConnectionTracker.nowMillis());
        handle(HeadRequest.withoutBody(request), connection, router);
      }
    };
  }

  private void handle(
      HttpServerRequest request, TrackedConnection connection, Handler<HttpServerRequest> router) {
    try {
      if (!isAlwaysServed(request)) {
        ClientQuota client = limiter.of(request);
        connection.requireWithinLimits(client);
        admission.requireAdmitted(connection, request);
        client.countRequest();
      }
    } catch (FeedException refusal) {
      cors.addHeaders(request);
      errors.refuse(AdmissionControl.withRetryAfter(refusal), request, connection);
      return;
    }
    TrafficCounter.attribute(request, TransportLabels.of(request));
    router.handle(request);
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    errors.answerAll(router);
    // One route: the router compares every request with each of them.
    router.route().handler(this::throttleNewReaders).handler(this::check).handler(upgrades);
    routes.accept(router);
    return router;
  }

  /** Checks what comes before the body of a request, and authenticates its sender. */
  private void check(RoutingContext context) {
    boolean api = EndpointTable.isApi(context.normalizedPath());
    boolean eventBus = EndpointTable.isEventBus(context.normalizedPath());
    if (api || eventBus) {
      cors.requireAllowedOrigin(context.request());
    }
    if (api && CorsHandler.isPreflight(context.request())) {
      cors.answerPreflight(context.response());
      return;
    }
    requireDecodableUri(context.request());
    if (api) {
      authentication.requireNoTicket(context);
    }
    checkEndpoint(context);
    if (api) {
      authentication.check(context);
    } else if (eventBus) {
      authentication.checkUpgrade(context);
    } else {
      context.next();
    }
  }

  private static void checkEndpoint(RoutingContext context) {
    Endpoint literal = EndpointTable.findRouted(context.normalizedPath());
    Endpoint endpoint =
        literal == null
            ? EndpointTable.findWithParameters(context.request().path(), context.normalizedPath())
            : literal;
    if (endpoint != null) {
      endpoint.check(context);
    }
  }

  private static boolean isAlwaysServed(HttpServerRequest request) {
    return EndpointTable.isAlwaysServed(request.path());
  }

  private void throttleNewReaders(RoutingContext context) {
    String path;
    try {
      path = context.normalizedPath();
    } catch (IllegalArgumentException notDecodable) {
      context.fail(BAD_REQUEST, notDecodable);
      return;
    }
    if (!AdmissionControl.isNewReader(path, context.request())) {
      context.next();
      return;
    }
    context.request().pause(); // data that arrives before a handler is set would be lost
    if (!throttle.admit(() -> admit(context))) {
      throw AdmissionControl.withRetryAfter(
          new FeedException(ErrorCode.UNAVAILABLE, "Too many new readers wait; try again."));
    }
  }

  private void admit(RoutingContext context) {
    if (context.response().closed()) {
      return;
    }
    try {
      admission.requireAccepting(); // a stop or an overload may have begun while the request waited
      context.next();
    } catch (FeedException refusal) {
      context.fail(refusal);
    }
    if (!AuthenticationHandler.isPending(context)) {
      context.request().resume();
    }
  }

  /** Refuses targets and queries that cannot be decoded (RFC 3986) before a handler reads them. */
  private static void requireDecodableUri(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !path.startsWith("/")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "The request's target is not a path.");
    }
    AsciiTarget.require(request.uri());
    try {
      if (request.query() != null) {
        request.params();
      }
    } catch (IllegalArgumentException e) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "The query cannot be decoded: " + e.getMessage() + ".");
    }
  }
}
