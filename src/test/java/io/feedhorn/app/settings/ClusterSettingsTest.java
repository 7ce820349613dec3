package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section {@code cluster}. */
class ClusterSettingsTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void aClusterCanBeSetInTheEnvironment() {
    directory.variable("FEEDHORN_CLUSTER_ENABLED", "true");
    directory.variable("FEEDHORN_CLUSTER_MEMBERS", "10.0.0.1:7800, [fd00::2]:7801,node-3:7802");
    directory.variable("FEEDHORN_CLUSTER_FOUND", "never");

    ClusterOptions cluster = directory.settings().cluster();
    assertThat(cluster.enabled()).isTrue();
    assertThat(cluster.members()).containsExactly("10.0.0.1:7800", "fd00::2:7801", "node-3:7802");
    assertThat(cluster.bootstrap()).isEqualTo(BootstrapMode.NEVER);
    assertThat(cluster.copies()).isEqualTo(2);
    assertThat(cluster.tls()).isNull();
  }

  @Test
  void errorsInAClusterAreReported() {
    directory.conf(
        """
        cluster:
          host: 0.0.0.0
          members: [10.0.0.1]
          found: perhaps
          tls: { cert: nowhere.pem }
        """);
    assertThat(directory.errors())
        .containsExactlyInAnyOrder(
            "cluster.host = \"0.0.0.0\" (conf/feedhorn.yaml line 2):"
                + " must be a host name or an address that others can connect to",
            "cluster.members = [10.0.0.1] (conf/feedhorn.yaml line 3):"
                + " must be a list of host:port, or one dns:NAME",
            "cluster.found = \"perhaps\" (conf/feedhorn.yaml line 4): must be auto, never or"
                + " always",
            "cluster.tls.cert = \"nowhere.pem\" (conf/feedhorn.yaml line 5): must be a readable"
                + " file",
            "cluster.tls.key: must be set if another key of cluster.tls is set",
            "cluster.tls.ca: must be set if another key of cluster.tls is set");
  }

  @Test
  void thePortOfTheEventBusIsAnyFreeOneUnlessItIsSet() {
    assertThat(directory.settings().cluster().eventBusPort()).isZero();

    directory.variable("FEEDHORN_CLUSTER_EVENT_BUS_PORT", "7801");

    assertThat(directory.settings().cluster().eventBusPort()).isEqualTo(7801);
  }

  @ParameterizedTest
  @ValueSource(ints = {7800, 7900, 7903})
  void theEventBusNeedsAPortOfItsOwn(int port) {
    directory.conf("cluster: { event-bus-port: " + port + " }");

    assertThat(directory.errors())
        .containsExactly(
            "cluster.event-bus-port = "
                + port
                + " (conf/feedhorn.yaml line 1): must be neither cluster.port (7800) nor one of the"
                + " ports for failure detection (7900 to 7903)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7800 | 127.0.0.1 | cluster.port (7800)",
        "7800 | localhost | cluster.port (7800)",
        "7800 | 0.0.0.0 | cluster.port (7800)",
        "7900 | :: | the port for failure detection, 7900, which is 100 above cluster.port",
        "7950 | 127.0.0.1 | cluster.event-bus-port (7950)"
      })
  void twoListenersOnOnePortAreNamed(int port, String host, String other) {
    directory.conf(
        """
        cluster: { enabled: true, event-bus-port: 7950 }
        http: { host: '%s', port: %d, health.port: %d }
        auth: { secret: 'thirty-two bytes, or even more of them' }
        """
            .formatted(host, port, port));

    assertThat(directory.errors())
        .containsExactly(
            "http.port = %d (conf/feedhorn.yaml line 2): must be another port than %s, or 0 for any free port"
                .formatted(port, other),
            "http.health.port = %d (conf/feedhorn.yaml line 2): must be another port than %s, or 0 for any free port"
                .formatted(port, other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster: { enabled: false }\nhttp: { port: 7800 }",
        "cluster: { enabled: true }\nhttp: { port: 0, health.port: 0 }",
        "cluster: { enabled: true }\nhttp: { port: 7801, health.port: 7802 }",
        "cluster: { enabled: true, host: 10.0.0.1 }\nhttp: { port: 7800 }"
      })
  void listenersThatDoNotCollideAreAccepted(String text) {
    assertThat(directory.conf(text).settings().cluster().port()).isEqualTo(7800);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'dns:feedhorn', 'a:7800'", "'a:7800', 'dns:feedhorn'"})
  void aNameOfDnsIsTheOnlyMember(String members) {
    directory.conf("cluster: { members: [" + members + "] }");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("cluster.members = [")
        .endsWith(": must be a list of host:port, or one dns:NAME");
  }

  @Test
  void aNumberInPlaceOfATextIsToBeQuoted() {
    directory.conf("cluster: { name: 1 }\nhttp: { port: true }");

    assertThat(directory.errors())
        .satisfiesExactlyInAnyOrder(
            name -> assertThat(name).startsWith("cluster.name = 1 ").endsWith(", in quotes"),
            port -> assertThat(port).startsWith("http.port = true ").endsWith("0 to 65535"));
  }
}
