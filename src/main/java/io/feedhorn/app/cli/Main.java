package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.cli.feed.DeleteCommand;
import io.feedhorn.app.cli.feed.HistoryCommand;
import io.feedhorn.app.cli.feed.PublishValuesCommand;
import io.feedhorn.app.cli.feed.ReloadCommand;
import io.feedhorn.app.cli.feed.SubscribeCommand;
import io.feedhorn.app.cli.feed.TopicsCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The program: {@code java -jar feedhorn.jar [COMMAND]}; without a command it serves. */
@Command(
    name = "feedhorn",
    customSynopsis =
        "java -jar feedhorn.jar [serve] [--conf FILE] [--webroot DIR]%n"
            + "       java -jar feedhorn.jar COMMAND [OPTION…]%n"
            + "       java -jar feedhorn.jar --help | --version",
    description = {
      "",
      "A live-feed and notification server: one ordered log, one cursor, every transport.",
      "Without a command it serves.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final List<Class<?>> SERVER_COMMANDS =
      List.of(ServeCommand.class, CheckConfCommand.class, HealthCommand.class);

  private static final Map<String, Class<?>> CLIENT_COMMANDS =
      new TreeMap<>(
          Map.of(
              "publish", PublishValuesCommand.class,
              "subscribe", SubscribeCommand.class,
              "topics", TopicsCommand.class,
              "history", HistoryCommand.class,
              "delete", DeleteCommand.class,
              "reload", ReloadCommand.class));

  private static final List<Class<?>> TOOLS =
      List.of(
          TokenCommand.class,
          RecoverCommand.class,
          ConformCommand.class,
          CompareCommand.class,
          CompletionCommand.class);

  @Mixin private final ServeOptions options = new ServeOptions();

  @Spec private @Nullable CommandSpec spec;

  /** Runs the program. Exits with the exit code of the command, unless a server runs. */
  public static void main(String[] decoded) {
    String[] arguments = ProcessArguments.inUtf8(decoded);
    // JSON is UTF-8, also where the locale is not.
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8),
            true);
    ServeOptions server = ServeArguments.read(arguments);
    if (server != null) {
      ServeCommand.main(server, out);
      return;
    }
    CommandLine commandLine = commandLine(arguments);
    commandLine.setOut(out);
    int code = commandLine.execute(arguments);
    // Without it the JVM waits a second for a thread of Netty that a closed client leaves.
    if (code != 0 || !isServer(commandLine.getParseResult())) {
      System.exit(code);
    }
  }

  /** Returns true for the arguments of a server, which goes on after its command has returned. */
  static boolean isServer(ParseResult parsed) {
    return !parsed.hasSubcommand()
        || parsed.subcommand().commandSpec().userObject() instanceof ServeCommand;
  }

  /**
   * Returns the program for some arguments. Reading the options of all commands takes a third of
   * the time to start, so a command that is a client of a server comes alone.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    Class<?> client = arguments.length == 0 ? null : CLIENT_COMMANDS.get(arguments[0]);
    Stream<Class<?>> commands =
        client != null
            ? Stream.of(client)
            : Stream.of(SERVER_COMMANDS, CLIENT_COMMANDS.values(), TOOLS)
                .flatMap(Collection::stream);
    commands.forEach(commandLine::addSubcommand);
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
