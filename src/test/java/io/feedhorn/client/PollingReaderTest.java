package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollingReaderTest {
  private static final String ANSWER =
      """
      {"cursor":"a:ep01:2","now":1,"recovered":true,"updates":[\
      {"type":"update","topic":"a.b","offset":1,"seq":1,"ts":1,"data":1},\
      {"type":"update","topic":"a.b","offset":2,"seq":"two","ts":1,"data":2}]}""";

  @Test
  void theCursorStaysBeforeAnInvalidUpdate() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer()
              .requestHandler(request -> request.response().end(ANSWER))
              .listen(0, "127.0.0.1")
              .await(50, TimeUnit.SECONDS);
      try (FeedhornClient client = FeedhornClient.to("http://127.0.0.1:" + server.actualPort());
          UpdateReader reader =
              client.open(Transport.LONG_POLLING, ReadRequest.of("a.b").since("a:ep01:0"))) {
        assertThat(reader.next().offset()).isEqualTo(1);

        assertThatThrownBy(() -> reader.poll(Duration.ZERO))
            .isInstanceOf(ProtocolViolationException.class);

        assertThat(reader.cursor()).isEqualTo("a:ep01:1");
      }
    } finally {
      vertx.close().await(50, TimeUnit.SECONDS);
    }
  }
}
