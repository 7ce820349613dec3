package io.feedhorn.app.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import io.feedhorn.app.settings.SettingKey;
import io.feedhorn.app.settings.SettingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The parts of the help that are not declared with the options, such as the table of settings. */
final class HelpText {
  private static final List<String> EXAMPLES =
      List.of(
          "",
          "  java -jar feedhorn.jar                          serve, with the demo feeds",
          "  java -jar feedhorn.jar --conf my.yaml           with your own settings",
          "  FEEDHORN_HTTP_PORT=9000 java -jar feedhorn.jar  on another port",
          "  java -jar feedhorn.jar serve --help             every setting, with its default",
          "  java -jar feedhorn.jar check-conf --conf F      check settings without a start",
          "  java -jar feedhorn.jar health                   check if a running server is ready",
          "  java -jar feedhorn.jar subscribe 'prices.*'     print updates; also publish, topics,",
          "                                                  history, delete: bin/feedhorn starts faster",
          "  java -jar feedhorn.jar reload                   apply changed sources of the settings",
          "  java -jar feedhorn.jar token --help             issue a token for a client",
          "  java -jar feedhorn.jar recover --help           let a node go on without the others",
          "  java -jar feedhorn.jar conform --url URL        check the wire contract of a server",
          "  java -jar feedhorn.jar compare --url URL        compare the transports of a server");

  private static final List<String> SOURCES =
      List.of(
          "",
          "Settings come from conf/feedhorn.yaml, which documents each, overridden by",
          "--conf FILE, then by a .env file, then by the environment: http.event-loops is",
          "FEEDHORN_HTTP_EVENT_LOOPS. The keys and their defaults:");

  private static final List<String> EXIT_CODES =
      List.of(
          "",
          "Exit codes: 1 the server cannot start, for example because the port is in use; 2 errors",
          "in the command line or in the settings, one line for each on standard error;",
          "143 after SIGTERM and 130 after Ctrl-C, after a clean stop in at most 10 s.");

  private static final List<String> CONFORM =
      List.of(
          "",
          "The command publishes on its own feeds, conform-…, and reads no others.",
          "docs/conform.md describes the checks, and what they leave on the server.",
          "",
          "  … conform --url http://127.0.0.1:8080",
          "  … conform --url http://127.0.0.1:8080 --claims resume,cursor --transports sse",
          "  … conform --url http://127.0.0.1:8080 --hops 10000 --rate 2000",
          "",
          "Exit codes: 0 no check failed; 1 a check failed, with the evidence below it; 2 errors",
          "in the command line, or no server at the URL.");

  private static final List<String> COMPARE =
      List.of(
          "",
          "The command reads on all transports at the same time and publishes nothing.",
          "docs/compare.md explains the figures.",
          "",
          "  … compare --url http://127.0.0.1:8080",
          "  … compare --url http://127.0.0.1:8080 --duration 10s --transports websocket,sse,polling-2s",
          "  … compare --url http://127.0.0.1:8080 --format html --output comparison.html",
          "",
          "Exit codes: 0 measured; 1 nothing was measured, for example because nobody published;",
          "2 errors in the command line, or no server at the URL.");

  private static final List<String> HEALTH =
      List.of(
          "",
          "Host, port and TLS are those of the settings of serve; the command requests /health/ready,",
          "on http.health.port if it is set. With http.proxy-protocol it must be set: the command",
          "sends no PROXY header.",
          "",
          "Exit codes: 0 the server is ready; 1 it is not, or cannot be reached; 2 errors in the",
          "command line or in the settings.");

  private static final List<String> TOKEN =
      List.of(
          "",
          "The token is signed with auth.secret of the settings of serve, and has auth.issuer and",
          "auth.audience if they are set. Standard output has the token only.",
          "",
          "  … token --subscribe 'prices.*,scores.>' --ttl 1h",
          "  … token --publish 'orders.>' --key private.pem --ttl 30d --subject importer",
          "  … token --admin --ttl 10m",
          "",
          "Exit codes: 0 issued; 2 errors in the command line or in the settings.");

  private static final List<String> RECOVER =
      List.of(
          "",
          "The command prints what the store has, what changes and what may be lost. It needs a node",
          "that is stopped. docs/clustering.md describes when to use it.",
          "",
          "  … recover --store data/store --voters node-0",
          "  … recover --store data/store --voters node-0,node-1,node-2 --yes",
          "",
          "Exit codes: 0 the store is changed; 1 it is not: --yes is missing, or the store cannot be",
          "used; 2 errors in the command line.");

  private static final Map<String, List<String>> FOOTERS =
      Map.of(
          "health", HEALTH, "token", TOKEN, "recover", RECOVER, "conform", CONFORM, "compare",
          COMPARE);

  private HelpText() {}

  static void complete(CommandLine main) {
    main.setUsageHelpWidth(100);
    main.setExpandAtFiles(false);
    main.setParameterExceptionHandler((invalid, arguments) -> printError(invalid));
    footer(main.getCommandSpec().usageMessage(), EXAMPLES, EXIT_CODES);
    // The settings load the classes of the server, so only if they are printed.
    CommandLine serve = main.getSubcommands().get("serve");
    if (serve != null) {
      serve
          .getHelpSectionMap()
          .put(SECTION_KEY_FOOTER, help -> text(List.of(SOURCES, settings(), EXIT_CODES)));
    }
    FOOTERS.forEach(
        (name, lines) -> {
          CommandLine command = main.getSubcommands().get(name);
          if (command != null) {
            footer(command.getCommandSpec().usageMessage(), lines);
          }
        });
  }

  /** Prints one line and not the whole help, so that the error stays visible. */
  private static int printError(ParameterException invalid) {
    String reason = Objects.requireNonNullElse(invalid.getMessage(), "Invalid command line");
    String line = reason.lines().findFirst().orElse(reason);
    if (invalid instanceof UnmatchedArgumentException unmatched
        && invalid.getCommandLine().getParent() == null
        && !unmatched.getUnmatched().get(0).startsWith("-")) {
      line =
          "There is no command '%s'; the commands are %s"
              .formatted(
                  unmatched.getUnmatched().get(0),
                  String.join(", ", invalid.getCommandLine().getSubcommands().keySet()));
    }
    invalid.getCommandLine().getErr().println(line + "; --help lists the options");
    return ExitCode.USAGE;
  }

  private static List<String> settings() {
    List<String> lines = new ArrayList<>();
    for (List<SettingKey<?>> section : SettingKeys.sections().values()) {
      lines.add("");
      section.forEach(key -> lines.add(row(key)));
    }
    return lines;
  }

  private static String row(SettingKey<?> key) {
    return "  %-30s %-13s %s".formatted(key.path(), key.defaultText(), key.description());
  }

  private static String text(List<List<String>> parts) {
    return parts.stream()
        .flatMap(List::stream)
        .map(line -> line + System.lineSeparator())
        .collect(Collectors.joining());
  }

  @SafeVarargs
  private static void footer(UsageMessageSpec usage, List<String>... parts) {
    List<String> lines = new ArrayList<>();
    for (List<String> part : parts) {
      part.forEach(line -> lines.add(line.replace("%", "%%")));
    }
    usage.footer(lines.toArray(String[]::new));
  }
}
