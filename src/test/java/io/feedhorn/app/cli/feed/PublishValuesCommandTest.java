package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.CommandRun;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a server that loses its first answer. */
@Timeout(60)
class PublishValuesCommandTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private HttpServer server = vertx.createHttpServer();

  @BeforeEach
  void start() throws Exception {
    server =
        server
            .requestHandler(request -> request.body().onSuccess(body -> answer(request)))
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(50, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    keys.add(request.getHeader("Idempotency-Key"));
    if (keys.size() == 1) {
      request.connection().close();
    } else {
      request.response().setStatusCode(201).end("{\"seq\":1}");
    }
  }

  @Test
  void aValueWhoseAnswerIsLostIsSentAgainWithItsKey() {
    CommandRun run =
        CommandRun.of("http://127.0.0.1:" + server.actualPort(), "publish", "a.b", "1");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("{\"seq\":1}\n");
    assertThat(run.err()).startsWith("No answer yet (").hasLineCount(1);
    assertThat(keys).hasSize(2);
    assertThat(keys.get(1)).isEqualTo(keys.get(0));
  }
}
