package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that conf/feedhorn.yaml documents every key with its default. */
class FeedhornYamlTest {
  private Path folder;

  @BeforeEach
  void createDirectory(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Returns the file with the commented-out settings. */
  private String uncommented() throws IOException {
    return Files.readString(Path.of("conf/feedhorn.yaml")).replaceAll("(?m)^( *)#(?=\\S)", "$1");
  }

  private List<SettingValue> values() throws IOException {
    List<String> errors = new ArrayList<>();
    List<SettingValue> values = new YamlSource("all", errors).read(uncommented());
    assertThat(errors).isEmpty();
    return values;
  }

  @Test
  void theFileHasExactlyTheKnownKeys() throws IOException {
    List<String> documented =
        values().stream()
            .filter(
                settingValue ->
                    !FeedSettings.BUILT_IN.stream()
                        .anyMatch(b -> b.path().equals(settingValue.path())))
            .map(settingValue -> NamedSections.template(settingValue.path()))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(SettingKeys.ALL.stream().map(SettingKey::path).toList());
  }

  @Test
  void everyValueInTheFileIsTheDefault() throws IOException {
    for (SettingValue settingValue : values()) {
      SettingKey<?> key =
          Objects.requireNonNull(SettingKeys.find(settingValue.path()), settingValue.path());
      assertThat(key.error(settingValue)).as(settingValue.path()).isNull();
      boolean isBuiltIn =
          FeedSettings.BUILT_IN.stream().anyMatch(b -> b.path().equals(settingValue.path()));
      if (!isBuiltIn) {
        assertThat(key.valueOf(settingValue)).as(settingValue.path()).isEqualTo(key.defaultValue());
      }
    }
  }

  @Test
  void everyKeyHasACommentAboveIt() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("conf/feedhorn.yaml"));
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches(" *#\\S.*")) {
        assertThat(lines.get(i - 1)).as(lines.get(i)).matches(" *#.*");
      }
    }
  }

  @Test
  void theFileHasNoEffect() throws IOException {
    Settings without =
        new TempWorkingDirectory(Files.createDirectory(folder.resolve("a"))).conf("").settings();
    Settings with =
        new TempWorkingDirectory(Files.createDirectory(folder.resolve("b")))
            .conf(Files.readString(Path.of("conf/feedhorn.yaml")))
            .settings();
    Settings all =
        new TempWorkingDirectory(Files.createDirectory(folder.resolve("c")))
            .conf(uncommented())
            .settings();

    assertThat(with).isEqualTo(without);
    assertThat(all).isEqualTo(without);
  }
}
