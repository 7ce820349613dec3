package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that prints a completion script for bash and zsh. */
@Command(
    name = "completion",
    customSynopsis = "feedhorn completion",
    description = "Print a completion script for bash and zsh.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    footer = {"", "  source <(feedhorn completion)"})
final class CompletionCommand implements Callable<Integer> {
  /** The name of the launcher, whose arguments are completed. */
  private static final String PROGRAM = "feedhorn";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    command
        .commandLine()
        .getOut()
        .println(AutoComplete.bash(PROGRAM, command.root().commandLine()));
    return 0;
  }
}
