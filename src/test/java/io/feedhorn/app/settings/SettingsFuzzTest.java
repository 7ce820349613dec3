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

/** Tests that any file gives settings or one line for each error, without secrets. */
class SettingsFuzzTest {
  private static final String SECRET = "must-not-appear-in-a-log";

  private static Path folder;

  @BeforeAll
  static void createDirectory() throws IOException {
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
  void givesOneLineForEachError(byte[] bytes) throws IOException {
    Files.write(folder.resolve("conf/feedhorn.yaml"), bytes);

    List<String> errors = errors();
    SettingsErrors.areLines(errors);
    assertThat(errors).noneMatch(SettingsFuzzTest::showsSecret);
  }

  /** The mistyped variable is always one of the errors, so that loading never succeeds. */
  private static List<String> errors() {
    try {
      new SettingsLoader(folder, Map.of("FEEDHORN_AUTH_SECRETT", SECRET)).read(null, null);
      throw new AssertionError("a mistyped key was accepted");
    } catch (SettingsException bad) {
      return bad.lines();
    }
  }

  private static boolean showsSecret(String line) {
    return line.startsWith("FEEDHORN_AUTH_SECRETT") && line.contains(SECRET);
  }
}
