package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

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

  private List<Given> given() throws IOException {
    Path file = folder.resolve("all.yaml");
    Files.writeString(file, everything());
    List<String> mistakes = new ArrayList<>();
    Vertx vertx = Vertx.vertx();
    try {
      List<Given> given = new YamlFile(vertx, file.toString(), "all", mistakes).read();
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
                given -> !FeedKeys.BUILT_IN.stream().anyMatch(b -> b.path().equals(given.path())))
            .map(given -> FeedKeys.template(given.path()))
            .toList();

    assertThat(documented).containsExactlyElementsOf(Keys.ALL.stream().map(Key::path).toList());
  }

  @Test
  void everyValueInTheFileIsTheDefault() throws IOException {
    for (Given given : given()) {
      Key<?> key = Objects.requireNonNull(Keys.find(given.path()), given.path());
      assertThat(key.objection(given)).as(given.path()).isNull();
      boolean builtIn = FeedKeys.BUILT_IN.stream().anyMatch(b -> b.path().equals(given.path()));
      if (!builtIn) {
        assertThat(key.value(given)).as(given.path()).isEqualTo(key.fallback());
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
        new Workplace(Files.createDirectory(folder.resolve("a"))).conf("").settings();
    Settings with =
        new Workplace(Files.createDirectory(folder.resolve("b")))
            .conf(Files.readString(Path.of("conf/feedhorn.yaml")))
            .settings();
    Settings all =
        new Workplace(Files.createDirectory(folder.resolve("c"))).conf(everything()).settings();

    assertThat(with).isEqualTo(without);
    assertThat(all).isEqualTo(without);
  }
}
