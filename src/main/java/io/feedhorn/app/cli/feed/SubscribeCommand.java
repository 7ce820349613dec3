package io.feedhorn.app.cli.feed;

import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.PollingReader;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that prints the updates of topics, one in each line, until a signal ends it. */
@Command(
    name = "subscribe",
    aliases = "sub",
    customSynopsis = "feedhorn subscribe PATTERN… [OPTION…]",
    description = "Print the updates of topics, the newest of each first, then as they come.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "A lost connection is opened again at its cursor: no update is lost, none comes twice.",
      "",
      "  feedhorn subscribe 'prices.*' 'scores.>'",
      "  feedhorn subscribe chat.lobby --since earliest --format data | jq .text",
      "  feedhorn subscribe 'prices.*' --count 1 --transport sse",
      "",
      "Exit codes: 0 after --count updates; 1 refused, or closed for good, by the server; 2 errors in",
      "the command line; 3 no connection at the start; 130 after Ctrl-C."
    })
public final class SubscribeCommand implements Callable<Integer> {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  /** The names of the transports on the command line. */
  enum ReadTransport {
    websocket(Transport.WEBSOCKET),
    sse(Transport.SSE),
    longPoll(Transport.LONG_POLLING),
    poll(Transport.SHORT_POLLING);

    private final Transport transport;

    ReadTransport(Transport transport) {
      this.transport = transport;
    }

    UpdateReader open(FeedhornClient client, ReadRequest request) {
      try {
        return this == poll
            ? new PollingReader(client, request, 0, POLL_INTERVAL)
            : client.open(transport, request);
      } catch (ConnectionLostException lost) {
        RequestRefusedException refusal = lost.refusal();
        throw refusal == null ? lost : refusal;
      }
    }

    @Override
    public String toString() {
      return this == longPoll ? "long-poll" : name();
    }
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PATTERN",
      description = "Topics, or patterns in quotes: 'prices.*', 'scores.>'.")
  private List<String> patterns = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "CURSOR|earliest",
      description = "Begin after a cursor, or with all of history.")
  private @Nullable String since;

  @Option(names = "--count", paramLabel = "N", description = "End after N updates.")
  private @Nullable Long count;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: pretty on a terminal, else json.")
  private @Nullable UpdateFormat format;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (each second). Default: ${DEFAULT-VALUE}.")
  private ReadTransport transport = ReadTransport.websocket;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    ReadRequest request = request(command);
    UpdateFormat lines = UpdateFormat.orDefault(format);
    PrintWriter err = command.commandLine().getErr();
    return ServerCall.run(
        command,
        server,
        (client, out) -> {
          try (ReconnectingReader reader =
              new ReconnectingReader(
                  each -> transport.open(client, each),
                  request,
                  RetryPause.standard(),
                  err::println)) {
            return print(reader, lines, out);
          }
        });
  }

  private int print(ReconnectingReader reader, UpdateFormat lines, Output out)
      throws InterruptedException {
    for (long printed = 0; count == null || printed < count; printed++) {
      String line = lines.line(reader.next());
      if (line != null) {
        out.line(line);
      }
    }
    return ServerCall.DONE;
  }

  private ReadRequest request(CommandSpec command) {
    for (String pattern : patterns) {
      try {
        TopicPattern.parse(pattern);
      } catch (FeedException invalid) {
        throw ServerUrl.invalid(
            command,
            "PATTERN",
            pattern,
            "a topic or a pattern such as 'prices.*' (" + ServerCall.sentence(invalid) + ")");
      }
    }
    if (count != null && count < 1) {
      throw ServerUrl.invalid(command, "--count", count.toString(), "at least 1");
    }
    if (since != null) {
      try {
        Cursor.parseSince(since);
      } catch (FeedException invalid) {
        throw ServerUrl.invalid(
            command, "--since", since, "earliest, or a cursor such as prices:k3f9:1234");
      }
    }
    return ReadRequest.of(patterns.toArray(String[]::new)).since(since);
  }
}
