package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/** Arguments that are read without picocli have the same result as with it. */
class ServeArgumentsTest {
  private static String text(ServeOptions options) {
    return options.conf + " " + options.defaults + " " + options.webroot;
  }

  private static String[] arguments(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }

  private static String parsed(String line) {
    ParseResult result = Main.commandLine(arguments(line)).parseArgs(arguments(line));
    ServeOptions main = ((Main) result.commandSpec().userObject()).options();
    if (!result.hasSubcommand()) {
      return text(main);
    }
    ServeCommand serve = (ServeCommand) result.subcommand().commandSpec().userObject();
    return text(serve.options().or(main));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "--conf a.yaml",
        "serve --conf a.yaml",
        "--defaults image.yaml serve",
        "--defaults image.yaml serve --conf a/b --webroot webroot",
        "--webroot /srv --conf ../x.yaml",
        "serve --conf serve"
      })
  void theUsualArgumentsOfAServerAreRead(String line) {
    @Nullable ServeOptions read = ServeArguments.read(arguments(line));

    assertThat(text(Objects.requireNonNull(read))).isEqualTo(parsed(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "serve --help",
        "-V",
        "publish a.b 1",
        "serve publish",
        "serve serve",
        "--conf",
        "--conf publish",
        "--conf --webroot",
        "--conf=a.yaml",
        "serve --conf a.yaml --conf b.yaml",
        "--conf a.yaml serve --conf b.yaml",
        "serve --port 1",
        "serve @file"
      })
  void everythingElseIsLeftToTheParser(String line) {
    assertThat(ServeArguments.read(arguments(line))).isNull();
  }
}
