package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A YAML file that somebody wrote in a hurry. */
class SettingsFuzzTest {
  private static final String SECRET = "no-log-may-hold-this";

  private static Path folder;

  @BeforeAll
  static void aFolder() throws IOException {
    folder = Files.createTempDirectory("settings");
    Files.createDirectory(folder.resolve("conf"));
  }

  @AfterAll
  static void cleanUp() throws IOException {
    Files.deleteIfExists(folder.resolve("conf/feedhorn.yaml"));
    Files.deleteIfExists(folder.resolve("conf"));
    Files.deleteIfExists(folder);
  }

  @FuzzTest
  void giveSettingsOrALineForEachMistake(byte[] bytes) throws IOException {
    Files.write(folder.resolve("conf/feedhorn.yaml"), bytes);

    List<String> mistakes = mistakes();
    SettingsErrors.areLines(mistakes);
    assertThat(mistakes).noneMatch(SettingsFuzzTest::isTold);
  }

  /** The mistyped key is one of them, so there is no start and no need to tell the two apart. */
  private static List<String> mistakes() {
    try {
      new SettingsLoader(folder, Map.of("FEEDHORN_AUTH_SECRETT", SECRET)).read(null, null);
      throw new AssertionError("a mistyped key was taken");
    } catch (SettingsException bad) {
      return bad.lines();
    }
  }

  private static boolean isTold(String line) {
    return line.startsWith("FEEDHORN_AUTH_SECRETT") && line.contains(SECRET);
  }
}
