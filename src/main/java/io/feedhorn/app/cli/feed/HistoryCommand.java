package io.feedhorn.app.cli.feed;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.HttpAnswer;
import io.feedhorn.client.ReceivedUpdate;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that prints the newest updates of a topic, the oldest first. */
@Command(
    name = "history",
    customSynopsis = "feedhorn history TOPIC [OPTION…]",
    description = "Print the newest updates of a topic, the oldest first.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "  feedhorn history chat.lobby --limit 20",
      "",
      "Exit codes: 0 printed, also if there is none; 1 refused by the server; 2 errors in the",
      "command line; 3 no connection."
    })
public final class HistoryCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N updates. Default: all that the server keeps, up to 8 MiB.")
  private @Nullable Integer limit;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: pretty on a terminal, else json.")
  private @Nullable UpdateFormat format;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    ServerCall.requireTopic(command, topic);
    if (limit != null && limit < 1) {
      throw ServerUrl.invalid(command, "--limit", limit.toString(), "at least 1");
    }
    UpdateFormat lines = UpdateFormat.orDefault(format);
    return ServerCall.run(
        command,
        server,
        (client, out) -> {
          HttpAnswer answer = client.get(path()).requireStatus(200);
          for (String update : answer.objects("updates")) {
            String line = lines.line(ReceivedUpdate.of(update));
            if (line != null) {
              out.line(line);
            }
          }
          if (answer.json().flag("more", false)) {
            command
                .commandLine()
                .getErr()
                .println(
                    "Older updates are left out: one answer has at most 8 MiB. Use \"subscribe "
                        + topic
                        + " --since earliest\" for all.");
          }
          return ServerCall.DONE;
        });
  }

  private String path() {
    String path = "/v1/topics/" + FeedhornClient.encoded(topic) + "/history";
    return limit == null ? path : path + "?limit=" + limit;
  }
}
