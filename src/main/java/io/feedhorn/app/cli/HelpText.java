package io.feedhorn.app.cli;

import io.feedhorn.app.settings.SettingKey;
import io.feedhorn.app.settings.SettingKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/** The part of the help that is not written down beside the options. */
final class HelpText {
  private static final List<String> EXAMPLES =
      List.of(
          "",
          "  java -jar feedhorn.jar                          serve, with the demo feeds",
          "  java -jar feedhorn.jar --conf my.yaml           with settings of your own",
          "  FEEDHORN_HTTP_PORT=9000 java -jar feedhorn.jar  on another port",
          "  java -jar feedhorn.jar serve --help             every setting, with its default",
          "  java -jar feedhorn.jar health                   ask a running server if it is ready",
          "  java -jar feedhorn.jar token --help             make a token for a client",
          "  java -jar feedhorn.jar conform --url URL        check that a server keeps the contract",
          "  java -jar feedhorn.jar compare --url URL        what each transport costs, how fresh it is");

  private static final List<String> SOURCES =
      List.of(
          "",
          "Settings come from conf/feedhorn.yaml, where each is explained, overridden by",
          "--conf FILE, then by a .env file, then by the environment: http.event-loops is",
          "FEEDHORN_HTTP_EVENT_LOOPS. These are the keys and their defaults:");

  private static final List<String> EXIT_CODES =
      List.of(
          "",
          "Exit codes: 1 it cannot start, because the port is in use for example; 2 mistakes",
          "in the command line or in the settings, a line for each on standard error;",
          "143 after SIGTERM and 130 after Ctrl-C, stopped cleanly in at most 10 s.");

  private static final List<String> CONFORM =
      List.of(
          "",
          "It publishes on feeds of its own, conform-…, and looks at nothing else; see",
          "docs/conform.md for what is checked and what is left on the server.",
          "",
          "  … conform --url http://127.0.0.1:8080",
          "  … conform --url http://127.0.0.1:8080 --claims resume,cursor --transports sse",
          "  … conform --url http://127.0.0.1:8080 --hops 10000 --rate 2000",
          "",
          "Exit codes: 0 no claim failed; 1 a claim failed, with the evidence below it; 2 mistakes",
          "in the command line, or no server at the address.");

  private static final List<String> COMPARE =
      List.of(
          "",
          "It reads on every transport at once and publishes nothing; docs/compare.md says what the",
          "figures mean.",
          "",
          "  … compare --url http://127.0.0.1:8080",
          "  … compare --url http://127.0.0.1:8080 --duration 10s --transports websocket,sse,polling-2s",
          "  … compare --url http://127.0.0.1:8080 --format html --output comparison.html",
          "",
          "Exit codes: 0 it measured; 1 nothing could be measured, because nobody published for example;",
          "2 mistakes in the command line, or no server at the address.");

  private static final List<String> HEALTH =
      List.of(
          "",
          "It finds host, port and TLS where serve finds its settings, and asks /health/ready.",
          "",
          "Exit codes: 0 the server is ready; 1 it is not, or cannot be reached; 2 mistakes in the",
          "command line or in the settings.");

  private static final List<String> TOKEN =
      List.of(
          "",
          "It is signed with auth.secret, found where serve finds its settings, and says auth.issuer",
          "and auth.audience where they are set. It is printed alone on standard output.",
          "",
          "  … token --subscribe 'prices.*,scores.>' --ttl 1h",
          "  … token --publish 'orders.>' --key private.pem --ttl 30d --subject importer",
          "  … token --admin --ttl 10m",
          "",
          "Exit codes: 0 made; 2 mistakes in the command line or in the settings.");

  private HelpText() {}

  static void complete(CommandLine line) {
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler((mistake, arguments) -> refuse(mistake));
    footer(line.getCommandSpec().usageMessage(), EXAMPLES, EXIT_CODES);
    CommandLine serve = Objects.requireNonNull(line.getSubcommands().get("serve"));
    footer(serve.getCommandSpec().usageMessage(), SOURCES, settings(), EXIT_CODES);
    CommandLine health = Objects.requireNonNull(line.getSubcommands().get("health"));
    footer(health.getCommandSpec().usageMessage(), HEALTH);
    CommandLine token = Objects.requireNonNull(line.getSubcommands().get("token"));
    footer(token.getCommandSpec().usageMessage(), TOKEN);
    CommandLine conform = Objects.requireNonNull(line.getSubcommands().get("conform"));
    footer(conform.getCommandSpec().usageMessage(), CONFORM);
    CommandLine compare = Objects.requireNonNull(line.getSubcommands().get("compare"));
    footer(compare.getCommandSpec().usageMessage(), COMPARE);
  }

  /** One line, not the whole help: what is wrong must not scroll away. */
  private static int refuse(ParameterException mistake) {
    String reason = Objects.requireNonNullElse(mistake.getMessage(), "Not understood");
    String one = reason.lines().findFirst().orElse(reason);
    mistake.getCommandLine().getErr().println(one + "; --help lists what there is");
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

  @SafeVarargs
  private static void footer(UsageMessageSpec usage, List<String>... parts) {
    List<String> lines = new ArrayList<>();
    for (List<String> part : parts) {
      part.forEach(line -> lines.add(line.replace("%", "%%")));
    }
    usage.footer(lines.toArray(String[]::new));
  }
}
