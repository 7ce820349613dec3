package io.feedhorn.app.cli.feed;

import io.feedhorn.client.FeedhornClient;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that deletes a topic and prints the receipt. */
@Command(
    name = "delete",
    customSynopsis = "feedhorn delete TOPIC [OPTION…]",
    description = "Delete a topic: readers get an update without a value, and the topic ends.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "  feedhorn delete chat.lobby",
      "",
      "Exit codes: 0 deleted; 1 refused by the server, also if there is no such topic; 2 errors in",
      "the command line; 3 no connection."
    })
public final class DeleteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic = "";

  @Mixin private final ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    ServerCall.requireTopic(command, topic);
    return ServerCall.run(
        command,
        server,
        (client, out) -> {
          String path = "/v1/topics/" + FeedhornClient.encoded(topic);
          out.line(client.send("DELETE", path, null).requireStatus(200).body());
          return ServerCall.DONE;
        });
  }
}
