package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessArgumentsTest {
  private static String[] read(String commandLine, String... arguments) throws IOException {
    return ProcessArguments.read(commandLine.getBytes(StandardCharsets.UTF_8), arguments);
  }

  @Test
  void argumentsHaveTheCharactersOfTheCommandLine() throws IOException {
    assertThat(
            read(
                "java\0-jar\0f.jar\0publish\0a.Köln\0\0\"🎉?\"\0",
                "publish",
                "a.K??ln",
                "",
                "\"?????\""))
        .containsExactly("publish", "a.Köln", "", "\"🎉?\"");
    assertThat(read("java\0-jar\0f.jar\0")).isEmpty();
  }

  @Test
  void otherArgumentsThanThoseOfTheCommandLineAreLeftAsTheyAre() throws IOException {
    assertThat(read("java\0Main\0publish\0a.b\0", "publish", "a.c"))
        .containsExactly("publish", "a.c");
    assertThat(read("java\0", "publish", "a.c")).containsExactly("publish", "a.c");
    assertThat(read("", "publish")).containsExactly("publish");
  }

  @Test
  void aCommandLineThatIsNotUtf8IsRefused() {
    byte[] latin1 = "java\0Main\0a.Köln\0".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> ProcessArguments.read(latin1, "a.K?ln"))
        .isInstanceOf(CharacterCodingException.class);
  }
}
