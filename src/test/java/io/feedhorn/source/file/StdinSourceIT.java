package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.format.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

  @Test
  void aRecordOfWhichASourceHasReadTheStartIsForTheNextOne() throws Exception {
    try (PipedOutputStream pipe = new PipedOutputStream();
        SourceServer server = SourceServer.start(Map.of())) {
      StandardInput input = new StandardInput(server.vertx(), new PipedInputStream(pipe));
      String first = server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      write(pipe, "t,\"v\"\n0,1\n1,\"a\n");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      server.vertx().undeploy(first).await(60, TimeUnit.SECONDS);

      server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      write(pipe, "b\"\n2,3\n");
      assertThat(server.values("n.x", 3)).containsExactly(1, "a\nb", 3);
    }
  }

  @Test
  void aRecordThatHasNotEndedAtTheEndIsReportedOnce() throws Exception {
    byte[] lines = "t,v\n0,1\n1,\"a\n".getBytes(StandardCharsets.UTF_8);
    try (SourceServer server = SourceServer.start(Map.of())) {
      StandardInput input = new StandardInput(server.vertx(), new ByteArrayInputStream(lines));
      String first = server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      assertThat(server.values("sys.sources.in.errors", 1)).hasSize(1);
      server.vertx().undeploy(first).await(60, TimeUnit.SECONDS);

      StdinLines next = new StdinLines(input, Format.CSV);
      assertThat(next.read(10).await()).isEmpty();
    }
  }

  /** An input whose reads an interrupt does not end, as those of a pipe of the system. */
  private static final class SystemPipe extends InputStream {
    private final BlockingQueue<byte[]> written = new LinkedBlockingQueue<>();

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      while (true) {
        try {
          byte[] next = written.take();
          System.arraycopy(next, 0, buffer, offset, next.length);
          return next.length;
        } catch (InterruptedException ignored) {
          // The read goes on.
        }
      }
    }

    void write(String text) {
      written.add(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void theEndOfASourceDoesNotWaitForALine() throws Exception {
    SystemPipe pipe = new SystemPipe();
    try (SourceServer server = SourceServer.start(Map.of())) {
      StandardInput input = new StandardInput(server.vertx(), pipe);
      String first = server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      pipe.write("t,v\n0,1\n");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      server.vertx().undeploy(first).await(30, TimeUnit.SECONDS);

      String next = server.vertx().deployVerticle(verticle(csv("v", 0), input)).await();
      pipe.write("1,2\n");
      assertThat(server.values("n.x", 2)).containsExactly(1, 2);
      server.vertx().undeploy(next).await(30, TimeUnit.SECONDS);
    }
  }

  private static void write(PipedOutputStream pipe, String text) throws IOException {
    pipe.write(text.getBytes(StandardCharsets.UTF_8));
    pipe.flush();
  }
}
