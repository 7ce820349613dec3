package io.feedhorn.server;

import io.feedhorn.access.Origins;
import io.feedhorn.hub.Census;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Timestamp;
import io.feedhorn.ops.Health;
import io.feedhorn.ops.PrometheusMeters;
import io.feedhorn.transport.Edge;
import io.feedhorn.transport.Pulse;
import io.feedhorn.transport.RequestBody;
import io.feedhorn.transport.polling.PollingTransport;
import io.feedhorn.transport.polling.Publishing;
import io.feedhorn.transport.polling.TopicReader;
import io.feedhorn.transport.sockjs.Place;
import io.feedhorn.transport.sockjs.SockJsTransport;
import io.feedhorn.transport.sse.SseTransport;
import io.feedhorn.transport.websocket.WebSocketTransport;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of everything that is served. Belongs to one event loop. */
final class Routes {
  private static final String TOPIC = "/v1/topics/:topic";
  private static final String BATCH = "/v1/publish";
  private static final String TICKETS = "/v1/tickets";
  private static final String LAB = "/v1/lab";
  private static final String LAB_RUN = "/v1/lab/:run";
  private static final int LAB_BYTES = 4 * 1024;

  private final Edge edge;
  private final Admission admission;
  private final Failures failures;
  private final Origins origins;
  private final PrometheusMeters meters;
  private final Health health;
  private final @Nullable Path webroot;
  private final boolean lab;
  private final WebSocketTransport webSocket;
  private final SockJsTransport sockJs;
  private final SseTransport sse;
  private final PollingTransport polling;
  private final Publishing publishing;
  private final TopicReader topics;
  private final Laboratory laboratory;

  Routes(
      Edge edge,
      Pulse streamPulse,
      Origins origins,
      Census census,
      PrometheusMeters meters,
      Health health,
      @Nullable Path webroot,
      boolean lab,
      Place place) {
    this.edge = edge;
    this.admission = new Admission(edge.guard());
    this.failures = new Failures(meters);
    this.origins = origins;
    this.meters = meters;
    this.health = health;
    this.webroot = webroot;
    this.lab = lab;
    this.webSocket = new WebSocketTransport(edge);
    this.sockJs = new SockJsTransport(edge, place);
    this.sse = new SseTransport(edge, streamPulse);
    this.polling = new PollingTransport(edge);
    this.publishing = new Publishing(edge);
    this.topics = new TopicReader(edge.hub().feeds(), census, edge.guard());
    this.laboratory = new Laboratory(edge.vertx());
  }

  /** Done when the other event loops can reach what lives on this one. */
  Future<Void> open() {
    return edge.guard().open().compose(tickets -> sockJs.open());
  }

  /** What the server calls for each request. */
  Handler<HttpServerRequest> handler() {
    return new Front(origins, edge.guard(), failures, this::upgrade, router());
  }

  private Front.@Nullable Upgrade upgrade(String path) {
    return switch (path) {
      case "/v1/ws" -> webSocket::upgrade;
      case "/eventbus/websocket" -> sockJs::upgrade;
      default -> SockJsTransport.isSessionSocket(path) ? sockJs::upgradeSession : null;
    };
  }

  private Router router() {
    Router router = Router.router(edge.vertx());
    failures.answerAll(router);
    router.route("/v1/*").handler(new CrossOrigin(origins)::check);
    router.route("/eventbus/*").handler(new CrossOrigin(origins)::check);
    router.route().handler(Routes::mustDecode);
    router.route("/v1/*").handler(admission::check);
    publish(router);
    read(router);
    bus(router);
    experiment(router);
    operate(router);
    refuseOtherMethods(router);
    Pages.route(router, webroot, lab);
    return router;
  }

  private void publish(Router router) {
    router.post(TOPIC).handler(admission::requireToken);
    router.post(BATCH).handler(admission::requireToken);
    router.post(TICKETS).handler(admission::ticket);
    // Routes of their own: Vert.x Web lets no other handler stand before a body handler.
    router.post(TOPIC).handler(publishing::requireJson);
    router.post(TOPIC).handler(body(publishing.bodyBytes())).handler(failing(publishing::one));
    router.post(BATCH).handler(publishing::requireNdjson);
    router.post(BATCH).handler(body(publishing.batchBytes())).handler(failing(publishing::batch));
  }

  private void read(Router router) {
    get(router, "/v1/topics").handler(failing(topics::list));
    get(router, TOPIC).handler(topics::snapshot);
    get(router, "/v1/topics/:topic/history").handler(topics::history);
    router.get("/v1/updates").handler(polling::poll);
    router.post("/v1/updates").handler(polling::requireJson);
    router.post("/v1/updates").handler(body(polling.bodyBytes())).handler(failing(polling::post));
    router.get("/v1/stream").handler(sse::stream);
    router.get("/v1/ws").handler(Routes::mustUpgrade);
    get(router, "/v1/time").handler(this::time);
    get(router, "/v1/hello").handler(Routes::hello);
  }

  private void bus(Router router) {
    router.post("/eventbus/*").handler(RequestBody::requireNoCoding);
    router.post("/eventbus/*").handler(body(publishing.bodyBytes()));
    router.route("/eventbus/*").subRouter(sockJs.router(Pages.SOCKJS));
  }

  private void experiment(Router router) {
    get(router, LAB).handler(failing(laboratory::describe));
    router.post(LAB).handler(RequestBody::requireNoCoding);
    router.post(LAB).handler(body(LAB_BYTES)).handler(failing(laboratory::run));
    router.delete(LAB_RUN).handler(failing(laboratory::end));
  }

  private void operate(Router router) {
    get(router, "/metrics").handler(admission::check);
    get(router, "/metrics").handler(admission::requireAdmin).handler(this::metrics);
    get(router, "/health/live").handler(HealthCheckHandler.createWithHealthChecks(health.live()));
    get(router, "/health/ready").handler(HealthCheckHandler.createWithHealthChecks(health.ready()));
  }

  /** What else is asked of these paths is refused with the methods that they have. */
  private static void refuseOtherMethods(Router router) {
    router.route(TOPIC).handler(only("GET, HEAD, POST"));
    router.route(BATCH).handler(only("POST"));
    router.route(TICKETS).handler(only("POST"));
    router.route(LAB).handler(only("GET, HEAD, POST"));
    router.route(LAB_RUN).handler(only("DELETE"));
    router.route("/v1/updates").handler(only("GET, POST"));
    for (String path : new String[] {"/v1/stream", "/v1/ws"}) {
      router.route(path).handler(only("GET"));
    }
    for (String path :
        new String[] {
          "/v1/topics",
          "/v1/topics/:topic/history",
          "/v1/time",
          "/v1/hello",
          "/metrics",
          "/health/live",
          "/health/ready"
        }) {
      router.route(path).handler(only("GET, HEAD"));
    }
  }

  private static Handler<RoutingContext> only(String methods) {
    return context -> {
      context.response().putHeader(HttpHeaders.ALLOW, methods);
      throw new Refusal(
          Code.METHOD_NOT_ALLOWED,
          "%s is not allowed on %s; allowed are %s."
              .formatted(context.request().method(), context.request().path(), methods));
    };
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
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
  private static void mustDecode(RoutingContext context) {
    String path = context.request().path();
    if (path == null || !path.startsWith("/")) {
      throw new Refusal(Code.BAD_REQUEST, "The request's target is no path.");
    }
    try {
      context.request().params();
    } catch (IllegalArgumentException e) {
      throw undecodable(e);
    }
    context.next();
  }

  static Refusal undecodable(IllegalArgumentException e) {
    return new Refusal(Code.BAD_REQUEST, "The query cannot be decoded: " + e.getMessage() + ".");
  }

  private static void mustUpgrade(RoutingContext context) {
    throw new Refusal(
        Code.BAD_REQUEST, "This is a WebSocket's address: the request must ask to upgrade.");
  }

  private void time(RoutingContext context) {
    Clock clock = edge.hub().feeds().clock();
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
        .putHeader(HttpHeaders.CONTENT_TYPE, PrometheusMeters.CONTENT_TYPE)
        .end(meters.scrape());
  }

  /** Tells clients that the server is about to stop, and takes no more values. */
  void leave(Duration in) {
    edge.door().close();
    webSocket.leave(in);
  }

  /** Answers every poll that waits. */
  void answerPolls() {
    polling.leave();
  }

  /** What ends each connection; clients come back by themselves, and resume. */
  List<Runnable> ends() {
    return Stream.of(webSocket.ends(), sockJs.ends(), sse.ends()).flatMap(List::stream).toList();
  }
}
