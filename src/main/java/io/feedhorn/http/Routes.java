package io.feedhorn.http;

import io.feedhorn.health.Health;
import io.feedhorn.http.api.PublishHandler;
import io.feedhorn.http.api.TopicHandler;
import io.feedhorn.hub.SubscriberCounter;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Timestamp;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.polling.PollingTransport;
import io.feedhorn.transport.sockjs.LoopShard;
import io.feedhorn.transport.sockjs.SockJsTransport;
import io.feedhorn.transport.sse.SseTransport;
import io.feedhorn.transport.websocket.WebSocketTransport;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of everything that is served. Belongs to one event loop. */
final class Routes {
  private static final String TOPIC = EndpointTable.TOPIC.path();
  private static final String BATCH = EndpointTable.BATCH.path();
  private static final String LAB = EndpointTable.LAB.path();
  private static final String UPDATES = EndpointTable.UPDATES.path();
  private static final int LAB_BYTES = 4 * 1024;

  private final LoopContext loopContext;
  private final AuthenticationHandler admission;
  private final ErrorHandler failures;
  private final Origins origins;
  private final PrometheusMetrics meters;
  private final Health health;
  private final HttpOptions options;
  private final WebSocketTransport webSocket;
  private final SockJsTransport sockJs;
  private final SseTransport sse;
  private final PollingTransport polling;
  private final PublishHandler publishing;
  private final TopicHandler topics;
  private final LabHandler laboratory;

  Routes(
      LoopContext loopContext,
      HeartbeatTimer streamPulse,
      Origins origins,
      SubscriberCounter subscriberCounter,
      PrometheusMetrics meters,
      Health health,
      HttpOptions options,
      LoopShard shard) {
    this.loopContext = loopContext;
    this.admission =
        new AuthenticationHandler(loopContext.authenticator(), loopContext.authorizer());
    this.failures = new ErrorHandler(meters);
    this.origins = origins;
    this.meters = meters;
    this.health = health;
    this.options = options;
    this.webSocket = new WebSocketTransport(loopContext);
    this.sockJs = new SockJsTransport(loopContext, shard);
    this.sse = new SseTransport(loopContext, streamPulse);
    this.polling = new PollingTransport(loopContext);
    this.publishing = new PublishHandler(loopContext);
    this.topics =
        new TopicHandler(loopContext.hub().feeds(), subscriberCounter, loopContext.authorizer());
    this.laboratory = new LabHandler(loopContext.vertx());
  }

  /** Done when the other event loops can reach what lives on this one. */
  Future<Void> open() {
    return loopContext.authenticator().open().compose(tickets -> sockJs.open());
  }

  /** What the server calls for each request. */
  Handler<HttpServerRequest> handler() {
    return new WebSocketUpgradeHandler(
        origins, loopContext.authenticator(), failures, this::upgrade, router());
  }

  private WebSocketUpgradeHandler.@Nullable UpgradeHandler upgrade(String path) {
    return switch (path) {
      case "/v1/ws" -> webSocket::upgrade;
      case "/eventbus/websocket" -> sockJs::upgrade;
      default -> SockJsTransport.isSessionSocket(path) ? sockJs::upgradeSession : null;
    };
  }

  private Router router() {
    Router router = Router.router(loopContext.vertx());
    failures.answerAll(router);
    CorsHandler crossOrigin = new CorsHandler(origins, options.corsHeaders());
    router.route("/v1/*").handler(crossOrigin::check);
    router.route("/eventbus/*").handler(crossOrigin::checkOrigin);
    router.route().handler(Routes::requireDecodableUri);
    router.route("/v1/*").handler(admission::requireNoTicket);
    EndpointTable.ALL.forEach(each -> router.route(each.path()).handler(each::check));
    router.route("/v1/*").handler(admission::check);
    publish(router);
    read(router);
    bus(router);
    labRoutes(router);
    operate(router);
    StaticPages.route(router, options.webroot(), options.lab());
    return router;
  }

  private void publish(Router router) {
    router.post(TOPIC).handler(admission::requireToken);
    router.post(BATCH).handler(admission::requireToken);
    router.post(EndpointTable.TICKETS.path()).handler(admission::ticket);
    // Routes of their own: Vert.x Web lets no other handler stand before a body handler.
    router.post(TOPIC).handler(publishing::requireJson);
    router.post(TOPIC).handler(body(publishing.bodyBytes())).handler(failing(publishing::one));
    router.post(BATCH).handler(publishing::requireNdjson);
    router.post(BATCH).handler(body(publishing.batchBytes())).handler(failing(publishing::batch));
  }

  private void read(Router router) {
    get(router, EndpointTable.TOPICS).handler(failing(topics::list));
    get(router, EndpointTable.TOPIC).handler(topics::snapshot);
    get(router, EndpointTable.HISTORY).handler(topics::history);
    get(router, EndpointTable.UPDATES).handler(polling::poll);
    router.post(UPDATES).handler(polling::requireJson);
    router.post(UPDATES).handler(body(polling.bodyBytes())).handler(failing(polling::post));
    get(router, EndpointTable.STREAM).handler(sse::stream);
    get(router, EndpointTable.WEB_SOCKET).handler(Routes::mustUpgrade);
    get(router, EndpointTable.TIME).handler(this::time);
    get(router, EndpointTable.HELLO).handler(Routes::hello);
  }

  private void bus(Router router) {
    router.post("/eventbus/*").handler(RequestBody::requireNoCoding);
    router.post("/eventbus/*").handler(body(publishing.bodyBytes()));
    router.route("/eventbus/*").subRouter(sockJs.router(StaticPages.SOCKJS));
  }

  private void labRoutes(Router router) {
    get(router, EndpointTable.LAB).handler(failing(laboratory::describe));
    router.post(LAB).handler(RequestBody::requireNoCoding);
    router.post(LAB).handler(body(LAB_BYTES)).handler(failing(laboratory::run));
    router.delete(EndpointTable.LAB_RUN.path()).handler(failing(laboratory::end));
  }

  private void operate(Router router) {
    get(router, EndpointTable.METRICS).handler(admission::check);
    get(router, EndpointTable.METRICS).handler(admission::requireAdmin).handler(this::metrics);
    health(router, EndpointTable.LIVE, health.live());
    health(router, EndpointTable.READY, health.ready());
  }

  private static void health(Router router, Endpoint endpoint, HealthChecks checks) {
    router.route(endpoint.path()).handler(HealthCheckHandler.createWithHealthChecks(checks));
  }

  /** The route of an endpoint's {@code GET}, and of its {@code HEAD} where it has one. */
  private static Route get(Router router, Endpoint endpoint) {
    Route route = router.get(endpoint.path());
    return endpoint.methods().containsKey(HttpMethod.HEAD) ? route.method(HttpMethod.HEAD) : route;
  }

  private static BodyHandler body(int bytes) {
    return BodyHandler.create(false).setBodyLimit(bytes);
  }

  private static Handler<RoutingContext> failing(Function<RoutingContext, Future<Void>> handler) {
    return context -> handler.apply(context).onFailure(context::fail);
  }

  /**
   * A target that is no path, and what is not percent-encoded as RFC 3986 says, would fail in the
   * midst of an answer.
   */
  private static void requireDecodableUri(RoutingContext context) {
    String path = context.request().path();
    if (path == null || !path.startsWith("/")) {
      throw new FeedException(ErrorCode.BAD_REQUEST, "The request's target is no path.");
    }
    try {
      context.request().params();
    } catch (IllegalArgumentException e) {
      throw undecodable(e);
    }
    context.next();
  }

  static FeedException undecodable(IllegalArgumentException e) {
    return new FeedException(
        ErrorCode.BAD_REQUEST, "The query cannot be decoded: " + e.getMessage() + ".");
  }

  private static void mustUpgrade(RoutingContext context) {
    throw new FeedException(
        ErrorCode.BAD_REQUEST,
        "This is a WebSocket's address: the request must ask to upgrade, with Connection: Upgrade"
            + " and Upgrade: websocket.");
  }

  private void time(RoutingContext context) {
    Clock clock = loopContext.hub().feeds().clock();
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end("{\"now\":" + Timestamp.text(clock.micros()) + "}");
  }

  private static void hello(RoutingContext context) {
    String name = context.request().getParam("name");
    String greeting = "Hello, " + (name == null || name.isBlank() ? "world" : name.strip()) + "!";
    context.json(new JsonObject().put("message", greeting));
  }

  private void metrics(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, PrometheusMetrics.CONTENT_TYPE)
        .end(meters.scrape());
  }

  /** Tells clients that the server is about to stop, and takes no more values. */
  void leave(Duration in) {
    loopContext.publishService().close();
    webSocket.leave(in);
  }

  /** Answers every poll that waits. */
  void completePendingPolls() {
    polling.leave();
  }

  /** What ends each connection; clients come back by themselves, and resume. */
  List<Runnable> shutdownActions() {
    return Stream.of(webSocket.ends(), sockJs.ends(), sse.ends()).flatMap(List::stream).toList();
  }
}
