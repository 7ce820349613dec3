package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.FakeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests to push services that answer in unusual ways, and the signatures of requests. */
@Timeout(120)
class PushHttpClientTest {
  private static final int PATIENT_MILLIS = 60_000;
  private static final int SHORT_MILLIS = 300;

  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock();
  @TempDir private Path folder;
  private PushKeys keys;

  @BeforeEach
  void open() throws Exception {
    keys = PushKeys.open(folder.resolve("push.pem"));
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  private PushHttpClient client(
      EndpointPolicy.HostNames names, int timeoutMillis, int bodyTimeoutMillis) {
    PushOptions options = new PushOptions(true, "mailto:a@example.org", null, 10, true);
    return new PushHttpClient(vertx, options, keys, clock, names, timeoutMillis, bodyTimeoutMillis);
  }

  private PushAnswer send(
      int timeoutMillis, int bodyTimeoutMillis, Consumer<HttpServerRequest> pushService)
      throws Exception {
    PushHttpClient client = client(InetAddress::getAllByName, timeoutMillis, bodyTimeoutMillis);
    HttpServer server =
        done(vertx.createHttpServer().requestHandler(pushService::accept).listen(0, "127.0.0.1"));
    return done(send(client, "http://127.0.0.1:" + server.actualPort() + "/secret"));
  }

  private static PushSubscription subscription(String endpoint) throws Exception {
    JsonObject subscribed = new TestBrowser().subscription(endpoint).getJsonObject("keys");
    return PushSubscription.of(
        endpoint,
        Objects.requireNonNull(subscribed.getString("p256dh")),
        Objects.requireNonNull(subscribed.getString("auth")),
        "u1",
        List.of("notify.u1"));
  }

  @Test
  void anAnswerWhoseBodyNeverEndsCounts() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();

    PushAnswer answer =
        send(
            PATIENT_MILLIS,
            SHORT_MILLIS,
            request -> {
              request.connection().closeHandler(gone -> closed.complete(null));
              request.response().setStatusCode(429).putHeader("Retry-After", "7");
              request.response().putHeader("Content-Length", "10").write("begin");
            });

    assertThat(answer).isEqualTo(new PushAnswer(429, "7"));
    closed.get(50, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerWhoseBodyComesInDropsCounts() throws Exception {
    PushAnswer answer =
        send(
            PATIENT_MILLIS,
            SHORT_MILLIS,
            request -> {
              request.response().setStatusCode(201).setChunked(true);
              long drops =
                  vertx.setPeriodic(1, SHORT_MILLIS / 4, drop -> request.response().write("."));
              request.response().closeHandler(gone -> vertx.cancelTimer(drops));
            });

    assertThat(answer.status()).isEqualTo(201);
  }

  @Test
  void theErrorWithoutAnAnswerDoesNotNameThePath() {
    assertThatThrownBy(() -> send(SHORT_MILLIS, PATIENT_MILLIS, request -> {}))
        .cause()
        .isInstanceOf(TimeoutException.class)
        .hasMessage("no answer within 300 ms");
  }

  @Test
  void aNameThatNobodyAnswersForDoesNotDelayOtherHosts() throws Exception {
    HttpServer server =
        done(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(201).end())
                .listen(0, "127.0.0.1"));
    CountDownLatch silent = new CountDownLatch(1);
    EndpointPolicy.HostNames names =
        host -> {
          try {
            if (host.equals("silent.example")) {
              silent.await();
            }
            return InetAddress.getAllByName("127.0.0.1");
          } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
          }
        };
    PushHttpClient client = client(names, PATIENT_MILLIS, PATIENT_MILLIS);
    String path = ":" + server.actualPort() + "/secret";
    Future<PushAnswer> delayed = send(client, "http://silent.example" + path);

    assertThat(done(send(client, "http://push.example" + path)).status()).isEqualTo(201);

    assertThat(delayed.isComplete()).isFalse();
    silent.countDown();
    assertThat(done(delayed).status()).isEqualTo(201);
  }

  private Future<PushAnswer> send(PushHttpClient client, String endpoint) throws Exception {
    return client.send(TestNotification.at(1), subscription(endpoint), clock.micros());
  }

  @Test
  void aSignatureIsUsedAgainForHoursAndNotAfterTheClockWasSetBack() throws Exception {
    PushEncoder encoder = new PushEncoder(keys, "mailto:a@example.org", clock);
    PushSubscription to = subscription("https://127.0.0.1/secret");
    clock.jump(Duration.ofDays(30));
    String first = authorization(encoder, to);
    clock.pass(Duration.ofHours(5));
    assertThat(authorization(encoder, to)).isEqualTo(first);

    clock.jump(Duration.ofDays(-30));

    assertThat(authorization(encoder, to)).isNotEqualTo(first);
  }

  private String authorization(PushEncoder encoder, PushSubscription to) throws Exception {
    return encoder
        .encode(
            TestNotification.at(1),
            to,
            URI.create(to.endpoint()),
            InetAddress.getLoopbackAddress(),
            clock.micros())
        .authorization();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(50, TimeUnit.SECONDS);
  }
}
