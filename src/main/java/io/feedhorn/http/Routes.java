package io.feedhorn.http;

import io.feedhorn.health.Health;
import io.feedhorn.http.api.AlertHandler;
import io.feedhorn.http.api.OperatorAccess;
import io.feedhorn.http.api.PresenceHandler;
import io.feedhorn.http.api.PublishHandler;
import io.feedhorn.http.api.PushHandler;
import io.feedhorn.http.api.ReaderHandler;
import io.feedhorn.http.api.ReloadHandler;
import io.feedhorn.http.api.TicketHandler;
import io.feedhorn.http.api.TimeHandler;
import io.feedhorn.http.api.TopicHandler;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.metrics.prometheus.ScrapeFormat;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.notify.NotificationSchema;
import io.feedhorn.transport.BodyLimit;
import io.feedhorn.transport.BodyReader;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.List;
import java.util.function.Function;

/** The table of routes: which handler answers which endpoint. Owned by an event loop. */
final class Routes {
  private static final Endpoint TOPIC = EndpointTable.TOPIC;
  private static final String BATCH = EndpointTable.BATCH.path();
  private static final String LAB = EndpointTable.LAB.path();
  private static final String UPDATES = EndpointTable.UPDATES.path();
  private static final int MAX_LAB_BYTES = 4 * 1024;

  private final AuthenticationHandler authentication;
  private final Transports transports;
  private final PublishHandler publish;
  private final TopicHandler topics;
  private final PresenceHandler presence;
  private final ReaderHandler readers;
  private final PushHandler push;
  private final AlertHandler alerts;
  private final TicketHandler tickets;
  private final ReloadHandler reload;
  private final OperatorAccess operators;
  private final AdminRoutes admin;
  private final TimeHandler time;
  private final LabHandler lab;
  private final PrometheusMetrics metrics;
  private final Health health;
  private final PageOptions pages;

  Routes(
      LoopContext loopContext,
      Transports transports,
      AuthenticationHandler authentication,
      HttpServices services) {
    this.authentication = authentication;
    this.transports = transports;
    this.publish = new PublishHandler(loopContext);
    this.topics =
        new TopicHandler(
            services.feeds(),
            services.subscriberCounter(),
            loopContext.authorizer(),
            services.limits().http().idleTime());
    this.presence = new PresenceHandler(loopContext);
    this.readers = new ReaderHandler(loopContext);
    this.push = new PushHandler(loopContext, services.push().publicKey(), services.push().policy());
    this.alerts = new AlertHandler(loopContext, services.alerts());
    this.tickets = new TicketHandler(loopContext.authenticator());
    this.reload = new ReloadHandler(loopContext.vertx());
    this.operators = new OperatorAccess(loopContext.authorizer());
    this.admin = new AdminRoutes(loopContext, services);
    this.time = new TimeHandler(services.feeds().clock());
    this.lab = new LabHandler(loopContext.vertx());
    this.metrics = services.metrics();
    this.health = services.health();
    this.pages = services.http().pages();
  }

  /** Adds all routes. */
  void addTo(Router router) {
    publishRoutes(router);
    readRoutes(router);
    readerRoutes(router);
    pushRoutes(router);
    alertRoutes(router);
    eventBusRoutes(router);
    labRoutes(router);
    operationsRoutes(router);
    router.route(EndpointTable.ADMIN_PATHS).handler(operators::require);
    admin.addTo(router);
    StaticPages.route(router, pages.webroot(), pages.lab());
  }

  private void publishRoutes(Router router) {
    // The handlers of a method are one route: each route of a topic is a regular expression to
    // match.
    TOPIC
        .route(router, HttpMethod.POST)
        .handler(authentication::requireToken)
        .handler(publish::requireJson)
        .handler(body(publish.bodyLimit()))
        .handler(async(publish::publishOne));
    TOPIC.route(router, HttpMethod.DELETE).handler(async(publish::delete));
    router
        .post(BATCH)
        .handler(authentication::requireToken)
        .handler(publish::requireNdjson)
        .handler(body(publish.batchLimit()))
        .handler(async(publish::publishBatch));
    router.post(EndpointTable.TICKETS.path()).handler(tickets);
  }

  private void readRoutes(Router router) {
    get(router, EndpointTable.TOPICS).handler(async(topics::list));
    get(router, EndpointTable.TOPIC).handler(topics::snapshot);
    get(router, EndpointTable.HISTORY).handler(topics::history);
    get(router, EndpointTable.PRESENCE).handler(async(presence::read));
    get(router, EndpointTable.UPDATES).handler(transports.polling()::poll);
    router
        .post(UPDATES)
        .handler(transports.polling()::requireJson)
        .handler(body(transports.polling().bodyLimit()))
        .handler(async(transports.polling()::post));
    get(router, EndpointTable.STREAM).handler(transports.sse()::stream);
    get(router, EndpointTable.WEB_SOCKET).handler(Routes::requireUpgrade);
    get(router, EndpointTable.TIME).handler(time);
    get(router, EndpointTable.NOTIFICATION_SCHEMA).handler(Routes::notificationSchema);
    get(router, EndpointTable.HELLO).handler(Routes::hello);
  }

  private void readerRoutes(Router router) {
    String reader = EndpointTable.READER.path();
    String ack = EndpointTable.READER_ACK.path();
    router.route(reader).handler(readers::requireAccess);
    get(router, EndpointTable.READER).handler(async(readers::find));
    router.delete(reader).handler(async(readers::remove));
    router
        .post(ack)
        .handler(readers::requireAccess)
        .handler(readers::requireJson)
        .handler(body(readers.bodyLimit()))
        .handler(async(readers::acknowledge));
  }

  private void pushRoutes(Router router) {
    String path = EndpointTable.PUSH.path();
    router.route(path).handler(push::requireEnabled);
    get(router, EndpointTable.PUSH).handler(push::key);
    pushBody(router.post(path)).handler(async(push::subscribe));
    pushBody(router.delete(path)).handler(async(push::unsubscribe));
  }

  private Route pushBody(Route route) {
    return route
        .handler(authentication::requireToken)
        .handler(push::requireJson)
        .handler(body(push.bodyLimit()));
  }

  private void alertRoutes(Router router) {
    String path = EndpointTable.ALERTS.path();
    String one = EndpointTable.ALERT.path();
    for (String each : List.of(path, one)) {
      router.route(each).handler(authentication::requireToken);
      router.route(each).handler(alerts::requireEnabled);
    }
    get(router, EndpointTable.ALERTS).handler(async(alerts::list));
    router
        .post(path)
        .handler(alerts::requireJson)
        .handler(body(alerts.bodyLimit()))
        .handler(async(alerts::put));
    router.delete(one).handler(async(alerts::remove));
  }

  private void eventBusRoutes(Router router) {
    router
        .post(EndpointTable.EVENT_BUS_PATHS)
        .handler(RequestBody::requireNoCoding)
        .handler(body(transports.sockJs().bodyLimit()));
    router
        .route(EndpointTable.EVENT_BUS_PATHS)
        .subRouter(transports.sockJs().router(StaticPages.SOCKJS));
  }

  private void labRoutes(Router router) {
    get(router, EndpointTable.LAB).handler(async(lab::describe));
    router
        .post(LAB)
        .handler(RequestBody::requireNoCoding)
        .handler(body(BodyLimit.fixed(MAX_LAB_BYTES)))
        .handler(async(lab::run));
    router.delete(EndpointTable.LAB_RUN.path()).handler(async(lab::end));
  }

  private void operationsRoutes(Router router) {
    get(router, EndpointTable.METRICS)
        .handler(authentication::check)
        .handler(authentication::requireAdmin)
        .handler(this::scrape);
    router
        .post(EndpointTable.RELOAD.path())
        .handler(operators::require)
        .handler(async(reload::reload));
    health(router, EndpointTable.LIVE, health.live());
    health(router, EndpointTable.READY, health.ready());
  }

  private static void health(Router router, Endpoint endpoint, HealthChecks checks) {
    router.route(endpoint.path()).handler(HealthCheckHandler.createWithHealthChecks(checks));
  }

  /** Returns a route for an endpoint's {@code GET}, and for its {@code HEAD} if it has one. */
  static Route get(Router router, Endpoint endpoint) {
    Route route = endpoint.route(router, HttpMethod.GET);
    return endpoint.methods().containsKey(HttpMethod.HEAD) ? route.method(HttpMethod.HEAD) : route;
  }

  private static BodyReader body(BodyLimit limit) {
    return new BodyReader(limit);
  }

  static Handler<RoutingContext> async(Function<RoutingContext, Future<Void>> handler) {
    return context -> handler.apply(context).onFailure(context::fail);
  }

  private static void requireUpgrade(RoutingContext context) {
    throw new FeedException(
        ErrorCode.BAD_REQUEST,
        "This is a WebSocket's address: the request must ask to upgrade, with Connection: Upgrade"
            + " and Upgrade: websocket.");
  }

  private static void notificationSchema(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/schema+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .end(NotificationSchema.text());
  }

  private static void hello(RoutingContext context) {
    String name = context.request().getParam("name");
    String greeting = "Hello, " + (name == null || name.isBlank() ? "world" : name.strip()) + "!";
    context.json(new JsonObject().put("message", greeting));
  }

  private void scrape(RoutingContext context) {
    ScrapeFormat format = ScrapeFormat.of(context.request().getHeader(HttpHeaders.ACCEPT));
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .end(Buffer.buffer(metrics.scrape(format)));
  }
}
