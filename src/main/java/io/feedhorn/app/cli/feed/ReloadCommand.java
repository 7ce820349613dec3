package io.feedhorn.app.cli.feed;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that lets a server read its settings again and prints what has changed. */
@Command(
    name = "reload",
    customSynopsis = "feedhorn reload [OPTION…]",
    description = "Let a server read its settings again, and apply their sources.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false,
    footer = {
      "",
      "Prints the sources that were started, stopped, restarted and left unchanged, and under",
      "needRestart the other settings that have changed. Needs a token of token --admin if the",
      "server has keys; without keys it is possible on the server's machine only.",
      "",
      "Exit codes: 0 reloaded; 1 refused by the server, also if the settings are invalid; 2 errors",
      "in the command line; 3 no connection."
    })
public final class ReloadCommand implements Callable<Integer> {
  @Mixin private final ServerOptions server = new ServerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    return ServerCall.run(
        Objects.requireNonNull(spec),
        server,
        (client, out) -> {
          out.line(client.send("POST", "/v1/reload", null).requireStatus(200).body());
          return ServerCall.DONE;
        });
  }
}
