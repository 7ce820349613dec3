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
    router.route().handler(this::throttleNewReaders);
    router.route(EndpointTable.API_PATHS).handler(cors::check);
    router.route(EndpointTable.EVENT_BUS_PATHS).handler(cors::checkOrigin);
    router.route().handler(RequestPipeline::requireDecodableUri);
    router.route(EndpointTable.API_PATHS).handler(authentication::requireNoTicket);
    // A look-up in place of a route for each: every request would be compared with all of them.
    router.route().handler(RequestPipeline::checkEndpoint);
    router.route(EndpointTable.API_PATHS).handler(authentication::check);
    router.route(EndpointTable.EVENT_BUS_PATHS).handler(authentication::checkUpgrade);
    router.route(EndpointTable.WEB_SOCKET.path()).handler(upgrades);
    router.route(EndpointTable.EVENT_BUS_PATHS).handler(upgrades);
    routes.accept(router);
    return router;
  }

  private static void checkEndpoint(RoutingContext context) {
    Endpoint literal = EndpointTable.findRouted(context.normalizedPath());
    Endpoint endpoint =
        literal == null
            ? EndpointTable.findWithParameters(context.request().path(), context.normalizedPath())
            : literal;
    if (endpoint == null) {
      context.next();
    } else {
      endpoint.check(context);
    }
  }

  private static boolean isAlwaysServed(HttpServerRequest request) {
    return EndpointTable.isAlwaysServed(request.path());
  }

  private void throttleNewReaders(RoutingContext context) {
    if (!isNewReader(context)) {
      context.next();
      return;
    }
    context.request().pause(); // data that arrives before a handler is set would be lost
    if (!throttle.admit(() -> admit(context))) {
      throw AdmissionControl.withRetryAfter(
          new FeedException(ErrorCode.UNAVAILABLE, "Too many new readers wait; try again."));
    }
  }

  private static boolean isNewReader(RoutingContext context) {
    try {
      return AdmissionControl.isNewReader(context.normalizedPath(), context.request());
    } catch (IllegalArgumentException notDecodable) {
      return false; // the router refuses it
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
  private static void requireDecodableUri(RoutingContext context) {
    String path = context.request().path();
    if (path == null || !path.startsWith("/")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "The request's target is not a path.");
    }
    AsciiTarget.require(context.request().uri());
    try {
      if (context.request().query() != null) {
        context.request().params();
      }
    } catch (IllegalArgumentException e) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST, "The query cannot be decoded: " + e.getMessage() + ".");
    }
    context.next();
  }
}
