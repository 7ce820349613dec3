package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that accepts connections and never answers, like one whose feed has no owner. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SilentServerTest {
  private static final Vertx VERTX = Vertx.vertx();

  /** Also that of closing a client, which must not fail on a busy machine. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static HttpServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        VERTX
            .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("feedhorn.v1"))
            .webSocketHandler(
                socket -> {
                  if (socket.path().equals("/v1/ws")) {
                    socket.writeTextMessage("{\"type\":\"welcome\"}");
                  } else if (!socket.path().equals("/eventbus/websocket")) {
                    socket.writeTextMessage("o");
                  }
                })
            .requestHandler(request -> {})
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(50, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aMissingResponseIsALostConnection(Transport transport) {
    URI url = URI.create("http://127.0.0.1:" + server.actualPort());
    ClientOptions options = ClientOptions.of(url).timeout(TIMEOUT);
    try (FeedhornClient client = FeedhornClient.to(options)) {
      assertThatThrownBy(() -> read(client, transport)).isInstanceOf(ConnectionLostException.class);
    }
  }

  private static void read(FeedhornClient client, Transport transport) {
    try (UpdateReader reader = client.open(transport, ReadRequest.of("prices.btc"))) {
      reader.next();
    }
  }
}
