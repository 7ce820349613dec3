package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {
  private final List<String> errors = new ArrayList<>();
  private Path folder;

  @BeforeEach
  void createDirectory(@TempDir Path folder) {
    this.folder = folder;
  }

  private Map<String, EnvironmentVariable> read(String text) throws IOException {
    Path file = folder.resolve(".env");
    Files.writeString(file, text);
    return DotEnv.read(file, errors);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "A=1 # why| 1",
        "A=#1| ``",
        "A = 1 | 1",
        "export A=1| 1",
        "A=a=b#c| a=b#c",
        "A='a # b' # why| a # b",
        "A=\"a \\\" \\\\ # b\"| a \" \\ # b",
        "A=| ``"
      },
      delimiter = '|')
  void aLineIsANameAndAValue(String line, String value) throws IOException {
    assertThat(read(line + "\r\n").get("A"))
        .isEqualTo(new EnvironmentVariable(value, ".env line 1"));
    assertThat(errors).isEmpty();
  }

  @Test
  void emptyLinesAndCommentsAreIgnored() throws IOException {
    assertThat(read("\n  # A=1\n\nB=2\n")).containsOnlyKeys("B");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hush", "A:hush", "A=\"hush", "A='hush", "=hush", "A-B=hush", "A='x'hush"})
  void anyOtherLineIsAnErrorThatDoesNotShowIt(String line) throws IOException {
    assertThat(read("# first\n" + line)).isEmpty();
    assertThat(errors)
        .containsExactly(".env line 2: must be NAME=value, and each opened quote must be closed");
  }

  @Test
  void aMissingFileHasNoVariables() {
    assertThat(DotEnv.read(folder.resolve("gone"), errors)).isEmpty();
    assertThat(errors).isEmpty();
  }

  @Test
  void aFileThatIsNotUtf8IsAnError() throws IOException {
    Path file = folder.resolve(".env");
    Files.write(file, "A=é".getBytes(StandardCharsets.ISO_8859_1));

    DotEnv.read(file, errors);

    assertThat(errors).containsExactly(".env: cannot be read: not UTF-8");
  }

  /** A variable has precedence over the file of settings that is installed beside it. */
  @Test
  void theExampleSetsNothing() {
    assertThat(DotEnv.read(Path.of(".env.example"), errors)).isEmpty();
    assertThat(errors).isEmpty();
  }

  @Test
  void theExampleIsAcceptedAlsoWithItsCommentedLines() throws IOException {
    String example = Files.readString(Path.of(".env.example")).replaceAll("(?m)^#(?=\\S)", "");
    TempWorkingDirectory directory = new TempWorkingDirectory(folder).file(".env", example);

    assertThat(directory.settings().http().bind().host()).isEqualTo("0.0.0.0");
    assertThat(directory.settings().feeds().of("orders").historySize()).isEqualTo(1000);
  }
}
