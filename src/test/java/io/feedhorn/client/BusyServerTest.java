package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that asks to come back later, in the way of each transport. */
@Timeout(60)
class BusyServerTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final String PROBLEM = "{\"code\":\"unavailable\",\"detail\":\"overloaded\"}";

  private static HttpServer server;
  private static FeedhornClient client;

  @BeforeAll
  static void start() throws Exception {
    server =
        VERTX
            .createHttpServer()
            .requestHandler(BusyServerTest::answer)
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
    client = FeedhornClient.to("http://127.0.0.1:" + server.actualPort());
  }

  private static void answer(HttpServerRequest request) {
    if (request.path().equals("/v1/stream")) {
      request
          .response()
          .putHeader("Content-Type", "text/event-stream")
          .end("retry: 7000\n\nevent: unavailable\ndata: " + PROBLEM + "\n\n");
    } else {
      request
          .response()
          .setStatusCode(503)
          .putHeader("Content-Type", "application/problem+json")
          .putHeader("Retry-After", "7")
          .end(PROBLEM);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    VERTX.close().await(50, TimeUnit.SECONDS);
  }

  @Test
  void aPollTellsTheTime() {
    assertBusy(catchRefusal(() -> client.open(Transport.LONG_POLLING, ReadRequest.of("a.b"))));
  }

  @Test
  void anEventStreamTellsTheTime() {
    try (UpdateReader reader = client.open(Transport.SSE, ReadRequest.of("a.b"))) {
      assertBusy(catchRefusal(() -> reader.poll(Duration.ofSeconds(50))));
    }
  }

  @Test
  void theHandshakeOfAWebSocketTellsTheTime() {
    ConnectionLostException lost =
        catchThrowableOfType(
            ConnectionLostException.class,
            () -> client.open(Transport.WEBSOCKET, ReadRequest.of("a.b")));

    assertBusy(Objects.requireNonNull(lost.refusal()));
  }

  private static RequestRefusedException catchRefusal(ThrowingCallable call) {
    return catchThrowableOfType(RequestRefusedException.class, call);
  }

  private static void assertBusy(RequestRefusedException refused) {
    assertThat(refused.code()).isEqualTo("unavailable");
    assertThat(refused.detail()).isEqualTo("overloaded");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }
}
