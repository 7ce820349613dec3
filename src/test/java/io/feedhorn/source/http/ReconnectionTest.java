package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.Format;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Returns an intake without a writer: after one message it is not ready again. */
  private SourceIntake intake() {
    SourceOptions options =
        new SourceOptions(
            "test",
            MappingOptions.to("n.x"),
            new SseOptions(
                "http://127.0.0.1/", List.of(), Duration.ofSeconds(1), null, Format.JSON),
            1,
            Duration.ofMillis(1),
            Duration.ofMillis(5));
    return new SourceIntake(vertx, options, SourceMetrics.NONE);
  }

  private void begin(String name, SourceIntake intake) {
    Reconnection[] connection = new Reconnection[1];
    connection[0] =
        new Reconnection(vertx, intake, 50, () -> connection[0].begin(() -> closed.add(name)));
    connection[0].begin(() -> closed.add(name));
  }

  @Test
  void timeInWhichMessagesWaitForTheWriterIsNotSilence() {
    vertx.runOnContext(
        run -> {
          SourceIntake waiting = intake();
          waiting.accept(new SourceMessage("1", 1, null, Map.of()));
          begin("waiting", waiting);
          begin("silent", intake());
        });

    await().atMost(Duration.ofMinutes(1)).until(() -> closed.size() >= 3);
    assertThat(closed).containsOnly("silent");
  }
}
