package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section {@code http}, and the laboratory, which depends on the address. */
class HttpSettingsTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void theProxyProtocolNeedsTrustedProxies() {
    directory.conf("http: { proxy-protocol: true }");

    assertThat(directory.errors())
        .containsExactly(
            "http.proxy-protocol = true (conf/feedhorn.yaml line 1): must be false if"
                + " http.proxies is empty");
  }

  @Test
  void theHealthChecksNeedAPortOfTheirOwn() {
    directory.conf("http: { port: 9000, health.port: 9000 }");

    assertThat(directory.errors())
        .containsExactly(
            "http.health.port = 9000 (conf/feedhorn.yaml line 1): must be another port than"
                + " http.port (9000), or 0 for any free port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X Tenant", "X-Tenant:", "ä", "'*,a'", "''"})
  void aCorsHeaderMustBeAHeaderName(String name) {
    directory.conf("http: { cors: { headers: [" + name + "] } }");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .contains("http.cors.headers", "names");
  }

  /** The key is below a key that has a value of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: { heartbeat.streams: 7s }",
        "http: { heartbeat: 9s, heartbeat.streams: 7s }",
        "http: { heartbeat: { streams: 7s } }",
        "http.heartbeat.streams: 7s"
      })
  void theHeartbeatOfStreamsCanBeNestedOrDotted(String text) {
    assertThat(directory.conf(text).settings().http().connections().streamHeartbeat())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(
            directory
                .file("mine.yaml", text)
                .conf("")
                .settings("mine.yaml")
                .http()
                .connections()
                .streamHeartbeat())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(
            directory
                .variable("FEEDHORN_HTTP_HEARTBEAT_STREAMS", "3s")
                .settings("mine.yaml")
                .http()
                .connections()
                .streamHeartbeat())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http: { heartbeat: }                | http.heartbeat = empty   | must be a duration
          http: { heartbeat: {} }             | http.heartbeat = {}      | must be a duration
          http: { heartbeat.streams: 16s }    | streams = "16s"          | from 1s to 15s
          http: { heartbeat.streams: }        | streams = empty          | from 1s to 15s
          http: { heartbeat: { strems: 2s } } | strems = "2s"            | or have the keys streams
          http: { drain: 11m }                | http.drain = "11m"       | from 0ms to 10m
          """)
  void anErrorInAHeartbeatOrTheDrainIsReported(String text, String key, String why) {
    assertThat(directory.conf(text).errors())
        .singleElement()
        .asString()
        .contains(key)
        .contains(why);
  }

  @Test
  void theLaboratoryIsOnIfTheDemoIsEnabledOnALoopbackAddress() {
    assertThat(directory.settings().http().pages().lab()).isTrue();

    assertThat(directory.conf("demo: { enabled: false }").settings().http().pages().lab())
        .isFalse();
    assertThat(directory.conf("lab: { enabled: false }").settings().http().pages().lab()).isFalse();
    assertThat(
            directory
                .conf("demo: { enabled: false }\nlab: { enabled: true }")
                .settings()
                .http()
                .pages()
                .lab())
        .isTrue();
    assertThat(
            directory
                .conf("http: { host: 0.0.0.0 }\nauth: { open: true }")
                .settings()
                .http()
                .pages()
                .lab())
        .isFalse();
  }

  @Test
  void theLaboratoryNeedsALoopbackAddress() {
    directory.conf("http: { host: 0.0.0.0 }\nauth: { open: true }\nlab: { enabled: true }");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .contains("lab.enabled = true", "must be false if http.host is not a loopback address");
  }
}
