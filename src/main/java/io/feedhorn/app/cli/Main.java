package io.feedhorn.app.cli;

import io.feedhorn.app.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The program: {@code java -jar feedhorn.jar [serve | health | token | recover | conform |
 * compare]}.
 */
@Command(
    name = "feedhorn",
    customSynopsis =
        "java -jar feedhorn.jar [serve] [--conf FILE] [--webroot DIR]%n"
            + "       java -jar feedhorn.jar health [OPTION…]%n"
            + "       java -jar feedhorn.jar token [OPTION…]%n"
            + "       java -jar feedhorn.jar recover --store DIR --voters NAME,NAME… [OPTION…]%n"
            + "       java -jar feedhorn.jar conform --url URL [OPTION…]%n"
            + "       java -jar feedhorn.jar compare --url URL [OPTION…]%n"
            + "       java -jar feedhorn.jar --help | --version",
    description = {
      "",
      "A live-feed and notification server: one ordered log, one cursor, every transport.",
      "Without a command it serves.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    subcommands = {
      ServeCommand.class,
      HealthCommand.class,
      TokenCommand.class,
      RecoverCommand.class,
      ConformCommand.class,
      CompareCommand.class
    })
public final class Main implements Callable<Integer> {
  @Mixin private final ServeOptions options = new ServeOptions();

  @Spec private @Nullable CommandSpec spec;

  /** Runs the program. Exits with the exit code of the command, except after success. */
  public static void main(String[] arguments) {
    int code = commandLine().execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    HelpText.complete(commandLine);
    return commandLine;
  }

  @Override
  public Integer call() throws InterruptedException {
    return ServeCommand.run(options, Objects.requireNonNull(spec));
  }

  ServeOptions options() {
    return options;
  }
}
