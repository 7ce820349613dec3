package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers without a requested cursor, of which history loses updates while they are connected. */
@Timeout(60)
class GapOnOpenConnectionTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final String FIRST = ReceivedUpdate.canonical("a.x", 1, 1, "1", "1");
  private static final String LATER = ReceivedUpdate.canonical("a.x", 9, 9, "9", "9");

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(50, TimeUnit.SECONDS);
  }

  private static FeedhornClient clientOf(Handler<HttpServerRequest> handler) throws Exception {
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
    return FeedhornClient.to("http://127.0.0.1:" + server.actualPort());
  }

  private static void pollAnswer(HttpServerRequest request) {
    boolean first = request.getParam("since") == null;
    request
        .response()
        .end(
            "{\"cursor\":\"a:abcd:%d\",\"recovered\":%s,\"updates\":[%s]}"
                .formatted(first ? 1 : 9, first, first ? FIRST : LATER));
  }

  private static void streamAnswer(HttpServerRequest request) {
    request
        .response()
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .write(
            """
            event: update
            id: a:abcd:1
            data: %s

            event: reset
            data: {"type":"reset","feed":"a","cursor":"a:zzzz:9"}

            event: update
            id: a:zzzz:9
            data: %s

            """
                .formatted(FIRST, LATER));
  }

  private static void requireGapAfterTheFirstUpdate(UpdateReader reader) {
    assertThat(reader.next().text()).isEqualTo(FIRST);
    assertThat(reader.recovered()).isNull();
    assertThat(reader.next().text()).isEqualTo(LATER);
    assertThat(reader.recovered()).isFalse();
  }

  @Test
  void aPollReportsIt() throws Exception {
    try (FeedhornClient client = clientOf(GapOnOpenConnectionTest::pollAnswer);
        UpdateReader reader =
            new PollingReader(client, ReadRequest.of("a.x"), 0, Duration.ofMillis(1))) {
      requireGapAfterTheFirstUpdate(reader);
    }
  }

  @Test
  void aStreamReportsIt() throws Exception {
    try (FeedhornClient client = clientOf(GapOnOpenConnectionTest::streamAnswer);
        UpdateReader reader = client.open(Transport.SSE, ReadRequest.of("a.x"))) {
      requireGapAfterTheFirstUpdate(reader);
    }
  }
}
