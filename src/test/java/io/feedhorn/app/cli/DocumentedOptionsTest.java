package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.feedhorn.docs.DocumentBlock;
import io.feedhorn.docs.ShellBlocks;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the program parses each of its command lines in the docs. */
class DocumentedOptionsTest {
  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?:java -jar target/feedhorn\\.jar|bin/feedhorn) ([a-z-](?:'[^']*'|[^|<>&)'\n])*)");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static Stream<String> commandLines() {
    return ShellBlocks.all().stream()
        .map(DocumentBlock::text)
        .map(text -> text.replace("\\\n", " "))
        .flatMap(text -> PROGRAM.matcher(text).results())
        .map((MatchResult found) -> found.group(1));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void documentedCommandLinesAreParsed(String commandLine) {
    List<String> words =
        WORD.matcher(commandLine)
            .results()
            .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
            .toList();

    assertThatCode(() -> Main.commandLine().parseArgs(words.toArray(String[]::new)))
        .doesNotThrowAnyException();
  }
}
