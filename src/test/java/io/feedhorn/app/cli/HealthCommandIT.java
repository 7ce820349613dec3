package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code health} at a server that answers on its own port only with a PROXY header. */
@Timeout(90)
class HealthCommandIT {
  private Vertx vertx;
  private FeedhornServer server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    Settings settings =
        Settings.builder()
            .port(0)
            .set("http.health.port", 0)
            .set("http.proxy-protocol", true)
            .set("http.proxies", List.of("127.0.0.1"))
            .build();
    server = done(FeedhornServer.start(vertx, settings));
  }

  @AfterEach
  void stop() throws Exception {
    done(server.stop());
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static String health(Path conf) {
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said, true);
    CommandLine line = Main.commandLine().setOut(both).setErr(both);
    return line.execute("health", "--conf", conf.toString()) + " " + said;
  }

  @Test
  void thePortOfTheHealthChecksIsAskedIfThereIsOne(@TempDir Path folder) throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("my.yaml"),
            "http: { port: %d, proxy-protocol: true, proxies: [127.0.0.1], health.port: %d }\n"
                .formatted(server.port(), server.healthPort()));

    await()
        .atMost(Duration.ofSeconds(50))
        .pollInSameThread()
        .untilAsserted(() -> assertThat(health(conf)).startsWith("0 200 {\"status\":\"UP\""));
  }
}
