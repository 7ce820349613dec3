package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.http.BindOptions;
import io.feedhorn.http.ClientConnectionOptions;
import io.feedhorn.http.CorsOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.http.PageOptions;
import io.feedhorn.http.ReverseProxyOptions;
import io.feedhorn.http.TlsOptions;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SettingsLoaderTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void defaultsApplyIfNothingIsSet() {
    Settings settings = directory.settings();

    assertThat(settings.http())
        .isEqualTo(HttpOptions.defaults().pages(new PageOptions(true, null)));
    assertThat(settings.demo()).isEqualTo(new DemoOptions(true, 12, 4, 6, 0.2));
    assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(settings.feeds().fallback()).isEqualTo(FeedOptions.DEFAULT);
  }

  @Test
  void eachSourceOverridesTheOnesBeforeIt() {
    directory
        .conf(
            "http: { port: 1001, heartbeat: 2s, origins: ['http://a.test'] }\n"
                + "limits: { message: 1KiB }")
        .file("mine.yaml", "http: { port: 1002, heartbeat: 3s }\nlimits: { message: 2KiB }")
        .file(".env", "FEEDHORN_HTTP_PORT=1003\nFEEDHORN_HTTP_HEARTBEAT=4s\n")
        .variable("FEEDHORN_HTTP_PORT", "1004");

    Settings settings = directory.settings("mine.yaml");

    assertThat(settings.http().bind().port()).isEqualTo(1004);
    assertThat(settings.http().connections().heartbeat()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.limits().messageBytes()).isEqualTo(2048);
    assertThat(settings.http().cors().origins()).containsExactly("http://a.test");
  }

  @Test
  void everyKeyCanBeSetInAFile() {
    directory.conf(
        """
        http:
          host: localhost
          port: 0
          tls: { cert: conf/feedhorn.yaml, key: conf/feedhorn.yaml }
          origins: [https://Example.org, 'http://127.0.0.1:3000']
          cors: { headers: [X-Tenant, X-Zone] }
          proxies: [10.0.0.0/8, '::1']
          proxy-protocol: true
          event-loops: 3
          heartbeat: 1s
          heartbeat.streams: 2s
          drain: 0ms
          deflate: true
        demo:
          enabled: false
          prices: { topics: 0, rate: 0.5 }
          scores: { topics: 10000, rate: 0 }
        feeds:
          orders:
            delivery: every
            history: { size: 7, age: 500ms }
            public: true
            cache: max-age=1
        limits: { message: 100, subscriptions: 2, backlog: 3MiB, wait: 25s }
        """);

    Settings settings = directory.settings();

    assertThat(settings.http())
        .isEqualTo(
            new HttpOptions(
                new BindOptions(
                    "localhost",
                    0,
                    new TlsOptions(Path.of("conf/feedhorn.yaml"), Path.of("conf/feedhorn.yaml")),
                    null),
                new CorsOptions(
                    List.of("https://example.org", "http://127.0.0.1:3000"),
                    List.of("X-Tenant", "X-Zone")),
                new ReverseProxyOptions(List.of("10.0.0.0/8", "::1"), true),
                new ClientConnectionOptions(
                    Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ZERO, true),
                new PageOptions(false, null),
                3));
    assertThat(settings.demo()).isEqualTo(new DemoOptions(false, 0, 0.5, 10_000, 0));
    assertThat(settings.feeds().of("orders"))
        .isEqualTo(new FeedOptions(DeliveryMode.EVERY, 7, Duration.ofMillis(500), "max-age=1"));
    assertThat(settings.limits())
        .isEqualTo(
            new Limits(100, 2, 3 * 1024 * 1024)
                .http(HttpLimits.DEFAULT.pollWait(Duration.ofSeconds(25))));
  }

  @Test
  void allErrorsAreReportedWithKeyValueAndAllowedValues() {
    directory
        .conf("http:\n  prot: 80\n  port: 70000\ndemo:\n  enabled: maybe\n")
        .file(".env", "\nFEEDHORN_LIMITS_MESSAGE=many\n")
        .variable("FEEDHORN_HTTP_HEARTBEAT", "16s");

    assertThat(directory.errors())
        .containsExactly(
            "http.prot = 80 (conf/feedhorn.yaml line 2): unknown key;"
                + " the keys of http are host, port, tls, origins, cors, proxies, proxy-protocol,"
                + " event-loops, heartbeat, drain, deflate, health",
            "http.port = 70000 (conf/feedhorn.yaml line 3): must be a whole number from 0 to 65535",
            "demo.enabled = \"maybe\" (conf/feedhorn.yaml line 5): must be true or false",
            "http.heartbeat = \"16s\" (FEEDHORN_HTTP_HEARTBEAT):"
                + " must be a duration from 1s to 15s, like 500ms, 15s or 1h",
            "limits.message = \"many\" (FEEDHORN_LIMITS_MESSAGE in .env line 2):"
                + " must be a size from 1B to 16MiB, like 64KiB or 65536");
  }

  @Test
  void anOverriddenErrorIsReported() {
    directory.conf("http: { port: no }").variable("FEEDHORN_HTTP_PORT", "1");

    assertThat(directory.errors())
        .containsExactly(
            "http.port = false (conf/feedhorn.yaml line 1): must be a whole number from 0 to"
                + " 65535");
  }

  @Test
  void aFileOfAnOptionMustExist() {
    SettingsException bad =
        catchThrowableOfType(SettingsException.class, () -> directory.settings("gone.yaml"));

    assertThat(bad.lines()).containsExactly("--conf = \"gone.yaml\": must be an existing file");
  }

  @Test
  void theWebrootMustBeADirectory() {
    SettingsException bad =
        catchThrowableOfType(
            SettingsException.class, () -> directory.loader().read(null, Path.of("nowhere")));

    assertThat(bad.lines())
        .containsExactly("--webroot = \"nowhere\": must be an existing directory");
  }

  @Test
  void theLogHasAFormatAndLevels() {
    directory.conf("log: { format: json, loggers: [ io.netty = info ] }\n");
    directory.variable("FEEDHORN_LOG_LEVEL", "debug");

    assertThat(directory.settings().log())
        .isEqualTo(
            new LogOptions(LogOptions.Format.JSON, Level.DEBUG, Map.of("io.netty", Level.INFO)));

    directory.conf("log: { format: xml, loggers: [ io.netty ] }\n");
    assertThat(directory.errors())
        .containsExactlyInAnyOrder(
            "log.format = \"xml\" (conf/feedhorn.yaml line 1): must be text or json",
            "log.loggers = [io.netty] (conf/feedhorn.yaml line 1): must be a list of LOGGER=LEVEL,"
                + " with a level of error, warn, info, debug, trace");
  }

  @Test
  void aPathThatNoFileCanHaveIsAnError() {
    directory.conf(
        """
        http: { tls: { cert: "a\\0", key: "b\\0" } }
        push: { keys: "c\\0" }
        store: { path: "d\\0" }
        cluster: { tls: { cert: "e\\0", key: "e\\0", ca: "e\\0" } }
        sources:
          one: { type: file, topic: n.x, path: "f\\0" }
          two: { type: file, topic: n.x, time: t, paths: ["g\\0"] }
        """);

    assertThat(directory.errors())
        .filteredOn(line -> line.contains("\uFFFD"))
        .hasSize(9)
        .allSatisfy(line -> assertThat(line).containsPattern("must be (the path|a list of paths)"));
  }
}
