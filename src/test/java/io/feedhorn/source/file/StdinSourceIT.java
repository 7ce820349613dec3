package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.format.Format;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StdinSourceIT {
  @Test
  void linesArePublishedAsTheyArriveAndAnOpenInputDoesNotKeepTheVerticle() throws Exception {
    StdinOptions stdin = new StdinOptions(Format.NDJSON, 0);
    SourceOptions options = SourceOptions.of("in", MappingOptions.to("n.x"), stdin);
    try (PipedOutputStream pipe = new PipedOutputStream();
        SourceServer server = SourceServer.start(Map.of())) {
      StdinVerticle verticle =
          new StdinVerticle(options, stdin, SourceMetrics.NONE, new PipedInputStream(pipe));
      String deployed = server.vertx().deployVerticle(verticle).await();
      write(pipe, "1\n");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      write(pipe, "2\n");
      assertThat(server.values("n.x", 2)).containsExactly(1, 2);

      server.vertx().undeploy(deployed).await(60, TimeUnit.SECONDS);
    }
  }

  private static void write(PipedOutputStream pipe, String text) throws IOException {
    pipe.write(text.getBytes(StandardCharsets.UTF_8));
    pipe.flush();
  }
}
