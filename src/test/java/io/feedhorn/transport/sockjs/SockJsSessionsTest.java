package io.feedhorn.transport.sockjs;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.Authenticator;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.OpenLoopContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.shareddata.SharedData;
import io.vertx.ext.web.Router;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of a server whose tickets are on nodes that are unreachable. */
class SockJsSessionsTest {
  private static final AuthOptions KEYS =
      new AuthOptions(
          "a secret that is long enough, really",
          null,
          Duration.ofHours(1),
          null,
          null,
          Duration.ZERO,
          Map.of(),
          false);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private HttpTestClient client;

  @BeforeEach
  void serve() {
    Future<HttpServer> listening = LoopCalls.call(loop, this::listen);
    int port = LoopCalls.await(listening).actualPort();
    client = new HttpTestClient(URI.create("http://127.0.0.1:" + port));
  }

  private Future<HttpServer> listen() {
    FeedOptions options = new FeedOptions(DeliveryMode.LATEST, 1, Duration.ofDays(1), "no-cache");
    FeedRegistry feeds =
        new FeedRegistry(new FeedsOptions(options, Map.of()), Clock.system(), new Random());
    LoopContext open =
        OpenLoopContext.of(vertx, feeds, metrics, Limits.DEFAULT, Duration.ofDays(1));
    LoopContext loopContext =
        new LoopContext(
            vertx,
            open.hub(),
            open.publishService(),
            open.readers(),
            open.heartbeat(),
            open.sessions(),
            open.limits(),
            open.limiter(),
            new Authenticator(partitioned(), KEYS, new JwksVerticle(KEYS), Clock.system()),
            open.authorizer(),
            open.compression());
    Router router = Router.router(vertx);
    router
        .route("/eventbus/*")
        .subRouter(new SockJsTransport(loopContext, new EventLoopNumber(0, 1)).router(""));
    return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
  }

  /** Returns a Vert.x that cannot open shared maps. */
  private Vertx partitioned() {
    SharedData unreachable =
        (SharedData)
            Proxy.newProxyInstance(
                SharedData.class.getClassLoader(),
                new Class<?>[] {SharedData.class},
                (proxy, method, arguments) -> Future.failedFuture("no other node"));
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) ->
                method.getName().equals("sharedData")
                    ? unreachable
                    : method.invoke(vertx, arguments));
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
    metrics.close();
  }

  @Test
  void onlyAnInvalidTicketIsTheEndForAClient() {
    assertThat(client.post("/eventbus/000/a/xhr?ticket=none", "").body()).startsWith("c[4001,");
    assertThat(client.post("/eventbus/000/b/xhr?ticket=" + "ab".repeat(24), "").body())
        .isEqualTo("c[1002,\"Connection interrupted\"]\n");
  }
}
