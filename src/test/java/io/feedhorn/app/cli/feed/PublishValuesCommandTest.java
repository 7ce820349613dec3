package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.CommandRun;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
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

  private volatile boolean busy;

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
    if (keys.size() == 1 && busy) {
      request
          .response()
          .setStatusCode(429)
          .putHeader("Content-Type", "application/problem+json")
          .putHeader("Retry-After", "1")
          .end("{\"code\":\"rate_limited\",\"detail\":\"too many values\"}");
    } else if (keys.size() == 1) {
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

  @Test
  void aValueIsSentAgainAfterTheTimeThatABusyServerAsksFor() {
    busy = true;
    long start = System.nanoTime();

    CommandRun run =
        CommandRun.of("http://127.0.0.1:" + server.actualPort(), "publish", "a.b", "1");

    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("Not published yet (").contains("rate_limited");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(keys).hasSize(2);
    assertThat(keys.get(1)).isEqualTo(keys.get(0));
  }
}
