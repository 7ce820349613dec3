package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.feedhorn.docs.DocumentBlock;
import io.feedhorn.docs.ShellBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Tests that the program parses each of its command lines in the docs. */
class DocumentedOptionsTest {
  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?:java -jar target/feedhorn\\.jar|bin/feedhorn) ([a-z-](?:'[^']*'|[^|<>&)'\n])*)");

  /** The name of a command at the beginning of a text in backquotes. */
  private static final Pattern NAME = Pattern.compile("`([a-z-]+)[^`]*`");

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

  @Test
  void theTableOfCommandsIsComplete() throws IOException {
    Set<String> documented =
        Files.readAllLines(Path.of("docs/cli.md")).stream()
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> NAME.matcher(line.split("(?<!\\\\)\\|", -1)[1]).results())
            .map(name -> name.group(1))
            .collect(Collectors.toSet());

    assertThat(documented)
        .isEqualTo(
            Main.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandName)
                .collect(Collectors.toSet()));
  }
}
