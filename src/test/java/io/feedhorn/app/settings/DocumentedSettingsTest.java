package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.docs.DocumentBlock;
import io.feedhorn.docs.ShellBlocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Tests that the settings in the docs are accepted, and that errors are reported as printed there.
 */
class DocumentedSettingsTest {
  /** Variables in commands, in files of Compose and in manifests of Kubernetes. */
  private static final Pattern VARIABLE =
      Pattern.compile("(FEEDHORN_[A-Z_]+)(?:=|: |, value: )\"?([^\\s\"$},]+(?:,[^\\s\"$}]+)*)");

  private static final String PRINTED_FILE = "my.yaml";

  /** The directory of certificates and keys in the docs. */
  private static final String KEYS = "/etc/feedhorn/";

  private Path folder;
  private TempWorkingDirectory directory;

  @BeforeEach
  void createKeys(@TempDir Path folder) {
    this.folder = folder;
    directory = new TempWorkingDirectory(folder);
    TestSigner signer = TestSigner.ed25519();
    directory
        .file("public.pem", signer.publicPem())
        .file("key.pem", signer.privatePem())
        .file("cert.pem", "the server parses this file, not the settings");
  }

  private static Stream<DocumentBlock> yaml() {
    return DocumentBlock.all().stream().filter(block -> block.language().equals("yaml"));
  }

  static Stream<DocumentBlock> settings() {
    return yaml().filter(block -> isSettings(block) && !hasErrors(block));
  }

  static Stream<DocumentBlock> otherYaml() {
    return yaml().filter(block -> !isSettings(block));
  }

  private static boolean isSettings(DocumentBlock block) {
    Set<String> sections = SettingKeys.sections().keySet();
    return documents(block).stream().allMatch(map -> sections.containsAll(map.keySet()));
  }

  private static List<Map<?, ?>> documents(DocumentBlock block) {
    List<Map<?, ?>> documents = new ArrayList<>();
    new Yaml().loadAll(block.text()).forEach(document -> documents.add((Map<?, ?>) document));
    return documents;
  }

  private static boolean hasErrors(DocumentBlock block) {
    return block.text().contains("hunter2");
  }

  static Stream<DocumentBlock> blocksWithVariables() {
    return Stream.concat(ShellBlocks.all().stream(), otherYaml())
        .filter(block -> VARIABLE.matcher(block.text()).find());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void documentedYamlIsAccepted(DocumentBlock block) {
    assertThat(directory.conf(block.text().replace(KEYS, folder + "/")).settings()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("otherYaml")
  void otherYamlBelongsToAKnownProgram(DocumentBlock block) {
    assertThat(documents(block)).isNotEmpty().doesNotContainNull();
  }

  @ParameterizedTest
  @MethodSource("blocksWithVariables")
  void documentedVariablesAreAccepted(DocumentBlock block) {
    VARIABLE
        .matcher(block.text())
        .results()
        .forEach(found -> directory.variable(found.group(1), found.group(2)));

    assertThat(directory.settings()).isNotNull();
  }

  @Test
  void documentedErrorsAreReportedAsPrinted() {
    DocumentBlock written =
        yaml().filter(DocumentedSettingsTest::hasErrors).findFirst().orElseThrow();
    DocumentBlock printed =
        DocumentBlock.all().stream()
            .filter(block -> block.text().startsWith("http.port = 80800"))
            .findFirst()
            .orElseThrow();
    directory.file(PRINTED_FILE, written.text()).variable("FEEDHORN_DEMO_PRICES_RATE", "fast");

    assertThat(
            catchThrowableOfType(SettingsException.class, () -> directory.settings(PRINTED_FILE))
                .lines())
        .containsExactlyElementsOf(printed.text().lines().toList());
  }
}
