package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.SwitchedWriter;
import io.feedhorn.source.format.Format;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source of the standard input that is stopped while the feeds' writer is unavailable. */
class StdinReloadTest {
  private static final int ROWS = 700;

  private final Vertx vertx = Vertx.vertx();
  private final SwitchedWriter writer = SwitchedWriter.deploy(vertx, 100);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private StdinVerticle verticle(StandardInput input) {
    StdinOptions stdin = new StdinOptions(Format.CSV, 0);
    MappingOptions mapping = new MappingOptions(null, null, null, "n.x", "v", null, null, false);
    return new StdinVerticle(
        SourceOptions.of("in", mapping, stdin), stdin, SourceMetrics.NONE, input);
  }

  @Test
  void linesThatAreNotPublishedAreForTheNextSource() throws Exception {
    StringBuilder text = new StringBuilder("v,t\n");
    for (int i = 0; i < ROWS; i++) {
      // Every fourth record has two lines, and one has too many values.
      text.append(i).append(i % 4 == 0 ? ",\"a\nb\"\n" : i == 50 ? ",1,2\n" : ",1\n");
    }
    byte[] lines = text.toString().getBytes(StandardCharsets.UTF_8);
    StandardInput input = new StandardInput(vertx, new ByteArrayInputStream(lines));
    String first = vertx.deployVerticle(verticle(input)).await();
    await().atMost(SourceServer.PATIENCE).until(() -> writer.refused() > 0);
    vertx.undeploy(first).await(SourceServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(writer.published()).hasSize(100);

    writer.recover();
    vertx.deployVerticle(verticle(input)).await();

    await().atMost(SourceServer.PATIENCE).until(() -> writer.published().size() >= ROWS - 1);
    assertThat(writer.published()).hasSize(ROWS - 1).doesNotHaveDuplicates().isSorted();
    assertThat(writer.updates("sys.sources.in.errors")).isOne();
  }
}
