package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.model.Clock;
import io.feedhorn.model.JumpingClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A complete server on a free port, without the demo. Each test uses its own feeds, so that many
 * tests can share one server.
 */
public final class RunningServer implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 50;

  private final Vertx vertx;
  private final AtomicInteger feeds = new AtomicInteger();
  private final FeedhornServer server;
  private final HttpTestClient http;
  private final Clock clock;

  private RunningServer(ServerSetup setup, boolean nativeTransport, Clock clock) {
    this.clock = clock;
    this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    this.server = await(FeedhornServer.start(vertx, setup.settings(), clock));
    this.http = new HttpTestClient(URI.create(server.address()));
  }

  public static RunningServer start() {
    return with(ServerSetup.DEFAULT);
  }

  public static RunningServer with(ServerSetup setup) {
    return with(setup, new JumpingClock());
  }

  /** Starts a server with a clock of the test. */
  public static RunningServer with(ServerSetup setup, Clock clock) {
    return new RunningServer(setup, true, clock);
  }

  /** Starts a server without the native transport of the operating system. */
  public static RunningServer onNio() {
    return new RunningServer(ServerSetup.DEFAULT, false, Clock.system());
  }

  /** Sets the clock of this server forward. */
  public void pass(Duration duration) {
    ((JumpingClock) clock).jump(duration);
  }

  public int port() {
    return server.port();
  }

  /** Returns {@code http://127.0.0.1:PORT}. */
  public String address() {
    return server.address();
  }

  public Vertx vertx() {
    return vertx;
  }

  public HttpTestClient http() {
    return http;
  }

  /** Returns an unused feed that is conflated for slow readers. */
  public String latestFeed() {
    return unusedFeed("t");
  }

  /** Returns an unused feed that is not conflated. */
  public String everyFeed() {
    return unusedFeed("e");
  }

  /** Returns an unused feed with presence. */
  public String presenceFeed() {
    return unusedFeed("p");
  }

  /**
   * Returns an unused feed with a history of {@link ServerSetup#SHORT_HISTORY_SIZE} updates of a
   * topic.
   */
  public String shortHistoryFeed() {
    return unusedFeed("b");
  }

  private String unusedFeed(String kind) {
    int number = feeds.getAndIncrement();
    if (number >= ServerSetup.FEEDS_PER_KIND) {
      throw new IllegalStateException("more feeds than the setup names");
    }
    return kind + number;
  }

  public ReceiptAssert publish(String topic, String json) {
    return ReceiptAssert.from(http.post("/v1/topics/" + FeedhornClient.encoded(topic), json));
  }

  /** Deletes a topic. */
  public ReceiptAssert delete(String topic) {
    HttpResponse<String> answer =
        http.exchange("DELETE", "/v1/topics/" + FeedhornClient.encoded(topic), null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return ReceiptAssert.of(answer.body());
  }

  /** Stops the node and leaves its Vert.x running. */
  public void stop() {
    await(server.stop());
  }

  @Override
  public void close() {
    await(server.stop());
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the server did not start or stop", e);
    }
  }
}
