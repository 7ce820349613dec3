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
      StandardInput input = new StandardInput(server.vertx(), new PipedInputStream(pipe));
      StdinVerticle verticle = new StdinVerticle(options, stdin, SourceMetrics.NONE, input);
      String deployed = server.vertx().deployVerticle(verticle).await();
      write(pipe, "1\n");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      write(pipe, "2\n");
      assertThat(server.values("n.x", 2)).containsExactly(1, 2);

      server.vertx().undeploy(deployed).await(60, TimeUnit.SECONDS);
    }
  }

  private static SourceOptions csv(String data, double speed) {
    MappingOptions mapping = new MappingOptions(null, null, null, "n.x", data, null, "t", false);
    return SourceOptions.of("in", mapping, new StdinOptions(Format.CSV, speed));
  }

  private static StdinVerticle verticle(SourceOptions options, StandardInput input) {
    StdinOptions stdin = (StdinOptions) options.connection();
    return new StdinVerticle(options, stdin, SourceMetrics.NONE, input);
  }

  @Test
  void aSourceThatIsStartedAgainGoesOnWithTheNextLine() throws Exception {
    try (PipedOutputStream pipe = new PipedOutputStream();
        SourceServer server = SourceServer.start(Map.of())) {
      StandardInput input = new StandardInput(server.vertx(), new PipedInputStream(pipe));
      String first = server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      write(pipe, "t,v\n0,1\n");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      server.vertx().undeploy(first).await(60, TimeUnit.SECONDS);

      server.vertx().deployVerticle(verticle(csv("v * 10", 0), input)).await();
      write(pipe, "1,2\n2,3\n");
      assertThat(server.values("n.x", 3)).containsExactly(1, 20, 30);
    }
  }

  @Test
  void whatASourceHasReadAndNotPublishedIsForTheNextOne() throws Exception {
    try (PipedOutputStream pipe = new PipedOutputStream();
        SourceServer server = SourceServer.start(Map.of())) {
      StandardInput input = new StandardInput(server.vertx(), new PipedInputStream(pipe));
      String first = server.vertx().deployVerticle(verticle(csv("v", 1), input)).await();
      write(pipe, "t,v\n0,1\n86400,2\n86401,3\n");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      server.vertx().undeploy(first).await(60, TimeUnit.SECONDS);

      server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      assertThat(server.values("n.x", 3)).containsExactly(1, 2, 3);
    }
  }

  private static void write(PipedOutputStream pipe, String text) throws IOException {
    pipe.write(text.getBytes(StandardCharsets.UTF_8));
    pipe.flush();
  }
}
