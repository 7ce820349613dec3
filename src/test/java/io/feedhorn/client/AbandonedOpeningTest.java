package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reader that cannot be opened, or whose thread does not wait for it, leaves no connection. */
@Timeout(60)
class AbandonedOpeningTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("feedhorn.v1"))
            .webSocketHandler(this::greetWrongly)
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(50, TimeUnit.SECONDS);
  }

  /** A server of another protocol. */
  private void greetWrongly(ServerWebSocket socket) {
    opened();
    socket.closeHandler(closed -> open.decrementAndGet());
    socket.writeTextMessage("{\"type\":\"hello\"}");
  }

  private void answer(HttpServerRequest request) {
    opened();
    request.connection().closeHandler(closed -> open.decrementAndGet());
    if (request.path().equals("/v1/stream")) {
      request.response().setChunked(true).putHeader("Content-Type", "text/html").write("<p>");
    }
  }

  private void opened() {
    accepted.incrementAndGet();
    open.incrementAndGet();
  }

  private FeedhornClient client(Duration timeout) {
    URI url = URI.create("http://127.0.0.1:" + server.actualPort());
    return client(url, timeout);
  }

  /** Silence does not end its connections in time for a test. */
  private static FeedhornClient client(URI url, Duration timeout) {
    return FeedhornClient.to(
        ClientOptions.of(url).timeout(timeout).readIdleTimeout(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"WEBSOCKET", "SOCKJS", "SSE"})
  void aServerThatDoesNotSpeakTheProtocolIsDisconnected(Transport transport) {
    try (FeedhornClient client = client(TIMEOUT)) {
      assertThatThrownBy(() -> client.open(transport, ReadRequest.of("a.b")).close())
          .isInstanceOf(ProtocolViolationException.class);

      awaitNoConnection();
    }
  }

  @Test
  void aRequestWithoutAnAnswerIsGivenUp() {
    try (FeedhornClient client = client(Duration.ofSeconds(1))) {
      assertThatThrownBy(() -> client.get("/v1/time"))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("no answer within 1000 ms");

      awaitNoConnection();
    }
  }

  /** The server accepts the connection, and would answer later. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aThreadThatIsInterruptedLeavesNoConnection(Transport transport) throws Exception {
    AtomicInteger tcpOpen = new AtomicInteger();
    AtomicInteger tcpAccepted = new AtomicInteger();
    int port =
        vertx
            .createNetServer()
            .connectHandler(
                (NetSocket socket) -> {
                  tcpOpen.incrementAndGet();
                  tcpAccepted.incrementAndGet();
                  socket.closeHandler(closed -> tcpOpen.decrementAndGet());
                })
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS)
            .actualPort();
    URI url = URI.create("http://127.0.0.1:" + port);
    try (FeedhornClient client = client(url, Duration.ofSeconds(30))) {
      Thread thread =
          new Thread(
              () ->
                  assertThatThrownBy(() -> client.open(transport, ReadRequest.of("a.b")).close())
                      .isInstanceOf(ConnectionLostException.class));
      thread.start();
      await().until(() -> tcpAccepted.get() == 1);

      thread.interrupt();
      thread.join();

      await().until(() -> tcpOpen.get() == 0);
    }
  }

  private void awaitNoConnection() {
    assertThat(accepted.get()).isPositive();
    await().until(() -> open.get() == 0);
  }
}
