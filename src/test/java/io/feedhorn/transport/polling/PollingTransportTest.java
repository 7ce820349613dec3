package io.feedhorn.transport.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.LoopCalls;
import io.feedhorn.auth.Permissions;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.prometheus.PrometheusMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.OpenLoopContext;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Polls while the server stops. */
class PollingTransportTest {
  private static final String POLL = "/v1/updates?topics=prices.a";

  private final Vertx vertx = Vertx.vertx();
  private final PrometheusMetrics metrics = new PrometheusMetrics();
  private final Context loop = vertx.getOrCreateContext();
  private PollingTransport polling;
  private HttpTestClient client;

  @BeforeEach
  void serve() {
    polling = LoopCalls.call(loop, this::newTransport);
    Future<HttpServer> listening = LoopCalls.call(loop, this::listen);
    int port = LoopCalls.await(listening).actualPort();
    client = new HttpTestClient(URI.create("http://127.0.0.1:" + port));
  }

  private PollingTransport newTransport() {
    FeedRegistry feeds =
        new FeedRegistry(
            new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random());
    LoopContext loopContext =
        OpenLoopContext.of(vertx, feeds, metrics, Limits.DEFAULT, Duration.ofSeconds(15));
    return new PollingTransport(loopContext);
  }

  private Future<HttpServer> listen() {
    Router router = Router.router(vertx);
    router.route().failureHandler(PollingTransportTest::refuse);
    router
        .get("/v1/updates")
        .handler(
            context -> {
              RequestGrant.put(context, Permissions.ALL);
              polling.poll(context);
            });
    return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
  }

  private static void refuse(RoutingContext context) {
    int status = FeedException.of(context.failure()).code().status();
    context.response().setStatusCode(status).end();
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
    metrics.close();
  }

  @Test
  void afterTheWaitingPollsAreAnsweredNoPollWaits() throws Exception {
    String since = "&since=" + new JsonObject(client.get(POLL).body()).getString("cursor");
    CompletableFuture<HttpResponse<String>> waiting =
        CompletableFuture.supplyAsync(() -> client.get(POLL + "&wait=40" + since));
    await().until(() -> metrics.scrape().contains("{transport=\"long-polling\"} 1"));

    LoopCalls.call(
        loop,
        () -> {
          polling.completePendingPolls();
          return true;
        });

    assertThat(waiting.get(50, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(client.get(POLL + "&wait=1" + since).statusCode()).isEqualTo(503);
    assertThat(client.get(POLL + since).statusCode()).isEqualTo(200);
  }
}
