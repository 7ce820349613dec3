package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.Authorizer;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.limits.ClientLimiter;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.TrustedProxies;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests while new clients are refused, through the whole request pipeline. */
class AdmissionControlTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final AtomicBoolean overloaded = new AtomicBoolean();
  private final AdmissionControl admission = new AdmissionControl(overloaded::get);
  private HttpTestClient connected;
  private HttpTestClient newClient;

  @BeforeEach
  void serve() {
    Promise<HttpServer> serving = Promise.promise();
    loop.runOnContext(start -> listen().onComplete(serving));
    URI server = URI.create("http://127.0.0.1:" + serving.future().await().actualPort());
    connected = new HttpTestClient(server);
    newClient = new HttpTestClient(server);
    assertThat(connected.get("/").body()).isEqualTo("served");
  }

  private Future<HttpServer> listen() {
    ClientLimiter limiter =
        new ClientLimiter(ClientLimits.NONE, request -> "127.0.0.1", System::nanoTime);
    ConnectionTracker connections = new ConnectionTracker(vertx, limiter, HttpLimits.DEFAULT);
    Origins origins =
        new Origins(List.of("https://app.test"), new TrustedProxies(List.of()), () -> 0);
    WebSocketUpgradeHandler.Upgrade none =
        (request, permissions) -> {
          throw new AssertionError("no WebSocket was requested");
        };
    RequestPipeline pipeline =
        new RequestPipeline(
            connections,
            limiter,
            admission,
            new AcceptThrottle(vertx, System::nanoTime),
            new CorsHandler(origins, List.of()),
            new AuthenticationHandler(
                new Authenticator(
                    vertx, AuthOptions.OPEN, new JwksVerticle(AuthOptions.OPEN), Clock.system()),
                new Authorizer(AuthOptions.OPEN)),
            new WebSocketUpgradeHandler(connections, none, none, none),
            new ErrorHandler(metrics),
            AdmissionControlTest::routes);
    return vertx
        .createHttpServer()
        .connectionHandler(connection -> connections.add(connection, admission.refusesNewClients()))
        .requestHandler(pipeline.handler(vertx))
        .listen(0, "127.0.0.1");
  }

  private static void routes(Router router) {
    router
        .route("/unavailable")
        .handler(
            context ->
                context.fail(
                    new FeedException(ErrorCode.UNAVAILABLE, "Something does not answer.")));
    router.route().handler(context -> context.end("served"));
  }

  @AfterEach
  void close() {
    vertx.close().await();
    metrics.close();
  }

  @Test
  void anOverloadedServerServesConnectedClientsAndRefusesNewOnes() {
    overloaded.set(true);

    assertThat(connected.get("/").body()).isEqualTo("served");
    HttpResponse<String> stream = connected.get("/v1/stream");
    ProblemAssert.assertProblem(stream, 503, "unavailable");
    ProblemAssert.assertProblem(newClient.get("/"), 503, "unavailable");
    assertThat(stream.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 5L);
    assertThat(newClient.get("/metrics").body()).isEqualTo("served");

    overloaded.set(false);
    assertThat(newClient.get("/v1/stream").body()).isEqualTo("served");
  }

  @Test
  void aPathIsComparedAsTheRouterComparesIt() {
    overloaded.set(true);

    for (String stream : List.of("/v1/stream/", "/v1//stream", "/v1/str%65am")) {
      HttpResponse<String> refused = connected.get(stream);
      ProblemAssert.assertProblem(refused, 503, "unavailable");
      assertThat(refused.headers().firstValueAsLong("Retry-After")).isPresent();
    }
    assertThat(connected.get("/v1/stream/", "Accept", "text/event-stream").body())
        .startsWith("retry: ");
    ProblemAssert.assertProblem(newClient.get("/v1/admin/%2e%2e/time"), 503, "unavailable");
    ProblemAssert.assertProblem(newClient.get("/v1/admin/..%2ftime"), 503, "unavailable");
    assertThat(newClient.get("/v1/admin/feeds").body()).isEqualTo("served");
  }

  @Test
  void aStoppingServerRefusesNewClients() {
    Promise<Void> stopping = Promise.promise();
    loop.runOnContext(
        stop -> {
          admission.stop(Duration.ofSeconds(4));
          stopping.complete();
        });
    stopping.future().await();

    ProblemAssert.assertProblem(newClient.get("/"), 503, "unavailable");
    HttpResponse<String> stream = connected.get("/v1/stream");
    ProblemAssert.assertProblem(stream, 503, "unavailable");
    assertThat(stream.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(4L, 9L);
    assertThat(connected.get("/v1/stream", "Accept", "text/event-stream").body())
        .matches("(?s)retry: [4-9]\\d{3}\nevent: unavailable\ndata: \\{.*stopping.*}\n\n");
    assertThat(connected.get("/").body()).isEqualTo("served");
    assertThat(newClient.get("/health/ready").body()).isEqualTo("served");
  }

  @Test
  void everyTemporaryRefusalHasATimeAfterWhichToReturn() {
    HttpResponse<String> refused = connected.get("/unavailable");

    ProblemAssert.assertProblem(refused, 503, "unavailable");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 5L);
  }

  @Test
  void aPageOfAnAllowedOriginCanReadItsRefusal() {
    overloaded.set(true);

    HttpResponse<String> allowed = newClient.get("/", "Origin", "https://app.test");
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.test");
    HttpResponse<String> other = newClient.get("/", "Origin", "https://other.test");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }
}
