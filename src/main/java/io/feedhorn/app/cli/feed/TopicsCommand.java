package io.feedhorn.app.cli.feed;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that lists the topics of a server, in pages. */
@Command(
    name = "topics",
    customSynopsis = "feedhorn topics [PATTERN] [OPTION…]",
    description = "List topics with their newest offset, number and subscribers.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "  feedhorn topics",
      "  feedhorn topics 'prices.*' --format json | jq -r .topic",
      "",
      "Exit codes: 0 listed; 1 refused by the server; 2 errors in the command line; 3 no connection."
    })
public final class TopicsCommand implements Callable<Integer> {
  private static final int PAGE_TOPICS = 500;

  /** The formats of the list. */
  enum Format {
    table,
    json
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "Only topics that match. Default: all.")
  private @Nullable String pattern;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: table on a terminal, else json.")
  private @Nullable Format format;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    if (pattern != null) {
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
    Format shown = format != null ? format : Terminal.isOutput() ? Format.table : Format.json;
    return ServerCall.run(command, server, (client, out) -> print(client, shown, out));
  }

  private int print(FeedhornClient client, Format shown, Output out) {
    if (shown == Format.table) {
      out.line(row("TOPIC", "OFFSET", "SEQ", "SUBSCRIBERS"));
    }
    String after = null;
    do {
      HttpAnswer page = client.get(path(after)).requireStatus(200);
      for (String topic : page.objects("topics")) {
        out.line(shown == Format.json ? topic : row(topic));
      }
      after = page.json().optionalString("next");
    } while (after != null);
    return ServerCall.DONE;
  }

  private String path(@Nullable String after) {
    return "/v1/topics?limit="
        + PAGE_TOPICS
        + (pattern == null ? "" : "&match=" + FeedhornClient.encoded(pattern))
        + (after == null ? "" : "&after=" + FeedhornClient.encoded(after));
  }

  private static String row(String topic) {
    JsonMessage fields = JsonMessage.parse(topic);
    return row(
        fields.string("topic"),
        String.valueOf(fields.raw("offset")),
        String.valueOf(fields.raw("seq")),
        String.valueOf(fields.raw("subscribers")));
  }

  private static String row(String topic, String offset, String seq, String subscribers) {
    return "%-32s %10s %10s %12s".formatted(topic, offset, seq, subscribers);
  }
}
