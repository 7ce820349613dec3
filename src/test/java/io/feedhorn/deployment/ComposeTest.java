package io.feedhorn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.docs.DocumentBlock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code conf/compose}: names, addresses, ports and settings agree. */
class ComposeTest {
  private static final Pattern SERVER = Pattern.compile("(?m)^    server (\\S+) (\\S+)$");

  private final ComposeFile compose = ComposeFile.read();

  @ParameterizedTest
  @ValueSource(strings = {"node1", "node2", "node3"})
  void theServerAcceptsTheSettingsOfANode(String node, @TempDir Path folder) {
    Settings settings = settings(node, folder);
    String address = compose.address(node);

    assertThat(settings.cluster().enabled()).isTrue();
    assertThat(settings.cluster().host()).isEqualTo(address);
    assertThat(settings.cluster().members())
        .hasSize(3)
        .contains(address + ":" + settings.cluster().port());
    assertThat(settings.cluster().eventBusPort()).isPositive();
    assertThat(settings.cluster().voters().name()).isEqualTo(node);
    assertThat(compose.environment(node).get("FEEDHORN_HTTP_PROXIES"))
        .isEqualTo(compose.address("haproxy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"node1", "node2", "node3"})
  void aNodeHasAReadOnlyRootAndAVolumeOfItsOwn(String node) {
    JsonObject service = compose.service(node);

    assertThat(service.getBoolean("read_only")).isTrue();
    assertThat(service.getJsonArray("tmpfs")).containsExactly("/tmp");
    assertThat(service.getJsonArray("volumes")).containsExactly(node + ":/data");
    assertThat(compose.environment(node).get("FEEDHORN_STORE_PATH")).startsWith("/data/");
    assertThat(service.containsKey("ports")).isFalse();
  }

  @Test
  void haproxyUsesTheNodes(@TempDir Path folder) throws IOException {
    int port = settings("node1", folder).http().bind().port();

    assertThat(SERVER.matcher(Files.readString(ComposeFile.HAPROXY)).results())
        .extracting(server -> server.group(1) + " " + server.group(2))
        .containsExactlyElementsOf(
            compose.nodes().stream()
                .map(node -> node + " " + compose.address(node) + ":" + port)
                .toList());
    assertThat(Files.readString(ComposeFile.HAPROXY)).contains("\n    bind :8080\n");
    assertThat(compose.service("haproxy").getJsonArray("ports"))
        .containsExactly("127.0.0.1:8080:8080");
    assertThat(compose.service("haproxy").getJsonArray("volumes"))
        .containsExactly("./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro");
  }

  /** Only the lines that name TLS or a node differ from those that ProxyIT tests. */
  @Test
  void theConfigurationOfHaproxyIsTheDocumentedOne() throws IOException {
    DocumentBlock documented =
        DocumentBlock.all().stream()
            .filter(block -> block.language().equals("haproxy"))
            .findFirst()
            .orElseThrow();

    assertThat(ownLines(Files.readString(ComposeFile.HAPROXY)))
        .containsExactlyElementsOf(ownLines(documented.text()));
  }

  private static List<String> ownLines(String configuration) {
    return configuration
        .lines()
        .filter(line -> !line.matches(" *(# .*|(server|bind) .*|.*X-Forwarded-Proto .*)|# .*"))
        .toList();
  }

  private Settings settings(String node, Path folder) {
    TempWorkingDirectory directory = new TempWorkingDirectory(folder);
    compose.environment(node).forEach(directory::variable);
    return directory.settings();
  }
}
