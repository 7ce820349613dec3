package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Health checks while all event loops of the server are blocked. */
@Timeout(90)
class HealthServerIT {
  private static final int LOOPS = 2;

  private final CountDownLatch held = new CountDownLatch(1);
  private Vertx vertx;
  private FeedhornServer node;
  private HttpTestClient http;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    Settings settings =
        Settings.builder()
            .port(0)
            .set("http.event-loops", LOOPS)
            .set("http.health.port", 0)
            .build();
    node = done(FeedhornServer.start(vertx, settings));
    http = new HttpTestClient(URI.create("http://127.0.0.1:" + node.healthPort()));
  }

  @AfterEach
  void stop() throws Exception {
    held.countDown();
    done(node.stop());
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void itReportsTheDelayOfBlockedEventLoops() {
    assertThat(node.healthPort()).isNotEqualTo(node.port());
    assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(50)).until(() -> status("/health/ready") == 200);

    vertx.deployVerticle(BlockingVerticle::new, new DeploymentOptions().setInstances(LOOPS));

    await().atMost(Duration.ofSeconds(50)).until(() -> lag() > 1_500);
    HttpResponse<String> live = http.get("/health/live");
    HttpResponse<String> ready = http.get("/health/ready");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(check(ready, "event-loops").getString("status")).isEqualTo("DOWN");
    assertThat(check(ready, "lag").getJsonObject("data").getJsonArray("millis")).hasSize(LOOPS);
    assertThat(check(ready, "writer").getString("status")).isEqualTo("DOWN");
    assertThat(check(ready, "memory").getString("status")).isEqualTo("UP");

    held.countDown();
    await().atMost(Duration.ofSeconds(50)).until(() -> status("/health/ready") == 200);
  }

  @Test
  void otherPathsAreNotFound() {
    assertThat(http.exchange("HEAD", "/health/live", null).statusCode()).isEqualTo(200);
    assertThat(http.exchange("OPTIONS", "/health/live", null).statusCode()).isEqualTo(200);
    ProblemAssert.assertProblem(http.get("/v1/time"), 404, "not_found");
    ProblemAssert.assertProblem(http.post("/health/live", ""), 405, "method_not_allowed");
  }

  private int status(String path) {
    return http.get(path).statusCode();
  }

  private long lag() {
    JsonArray lags =
        check(http.get("/health/live"), "lag").getJsonObject("data").getJsonArray("millis");
    return lags.stream().mapToLong(each -> ((Number) each).longValue()).min().orElse(0);
  }

  private static JsonObject check(HttpResponse<String> answer, String id) {
    return new JsonObject(answer.body())
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> id.equals(check.getString("id")))
            .findFirst()
            .orElseThrow();
  }

  /** Blocks its event loop until the test releases it. */
  private final class BlockingVerticle extends VerticleBase {
    @Override
    public Future<?> start() throws Exception {
      held.await();
      return Future.succeededFuture();
    }
  }

  @Test
  void aStartLogsNoWarningOfVertx() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("io.vertx.core.impl.VertxImpl");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    Vertx other = Vertx.vertx();
    try {
      Settings settings = Settings.builder().port(0).set("http.health.port", 0).build();
      done(done(FeedhornServer.start(other, settings)).stop());
    } finally {
      logger.detachAppender(log);
      done(other.close());
    }

    assertThat(log.list).isEmpty();
  }

  @Test
  void aHealthPortInUseFailsTheStart() throws Exception {
    Vertx other = Vertx.vertx();
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Settings settings =
          Settings.builder().port(0).set("http.health.port", used.getLocalPort()).build();

      assertThatThrownBy(() -> done(FeedhornServer.start(other, settings)))
          .hasMessageContaining(
              "http.health.port %d: Address already in use".formatted(used.getLocalPort()));
    } finally {
      done(other.close());
    }
  }
}
