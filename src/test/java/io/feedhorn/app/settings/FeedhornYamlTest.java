package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that people read to learn what can be set. */
class FeedhornYamlTest {
  private Path folder;

  @BeforeEach
  void anEmptyFolder(@TempDir Path folder) {
    this.folder = folder;
  }

  /** All of its lines, also those that are commented out. */
  private String everything() throws IOException {
    return Files.readString(Path.of("conf/feedhorn.yaml")).replaceAll("(?m)^( *)#(?=\\S)", "$1");
  }

  private List<SettingValue> given() throws IOException {
    Path file = folder.resolve("all.yaml");
    Files.writeString(file, everything());
    List<String> mistakes = new ArrayList<>();
    Vertx vertx = Vertx.vertx();
    try {
      List<SettingValue> given = new YamlSource(vertx, file.toString(), "all", mistakes).read();
      assertThat(mistakes).isEmpty();
      return given;
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void everyKeyOfTheTableIsInTheFileAndNoOther() throws IOException {
    List<String> documented =
        given().stream()
            .filter(
                settingValue ->
                    !FeedSettingKeys.BUILT_IN.stream()
                        .anyMatch(b -> b.path().equals(settingValue.path())))
            .map(settingValue -> FeedSettingKeys.template(settingValue.path()))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(SettingKeys.ALL.stream().map(SettingKey::path).toList());
  }

  @Test
  void everyValueInTheFileIsTheDefault() throws IOException {
    for (SettingValue settingValue : given()) {
      SettingKey<?> key =
          Objects.requireNonNull(SettingKeys.find(settingValue.path()), settingValue.path());
      assertThat(key.objection(settingValue)).as(settingValue.path()).isNull();
      boolean builtIn =
          FeedSettingKeys.BUILT_IN.stream().anyMatch(b -> b.path().equals(settingValue.path()));
      if (!builtIn) {
        assertThat(key.value(settingValue)).as(settingValue.path()).isEqualTo(key.fallback());
      }
    }
  }

  @Test
  void everyKeyIsExplainedInTheLinesAboveIt() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("conf/feedhorn.yaml"));
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches(" *#\\S.*")) {
        assertThat(lines.get(i - 1)).as(lines.get(i)).matches(" *#.*");
      }
    }
  }

  @Test
  void theFileAsItStandsChangesNothing() throws IOException {
    Settings without =
        new TempWorkingDirectory(Files.createDirectory(folder.resolve("a"))).conf("").settings();
    Settings with =
        new TempWorkingDirectory(Files.createDirectory(folder.resolve("b")))
            .conf(Files.readString(Path.of("conf/feedhorn.yaml")))
            .settings();
    Settings all =
        new TempWorkingDirectory(Files.createDirectory(folder.resolve("c")))
            .conf(everything())
            .settings();

    assertThat(with).isEqualTo(without);
    assertThat(all).isEqualTo(without);
  }
}
