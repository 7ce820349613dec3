package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.cli.feed.ServerUrl;
import io.feedhorn.app.recover.StoreRecovery;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterSet;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.artemis.ArtemisStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that lets a stopped node go on with other voters, or alone. */
@Command(
    name = "recover",
    customSynopsis =
        "java -jar feedhorn.jar recover --store DIR --voters NAME,NAME… [--name NAME] [--yes]",
    description = "Let the store of a stopped node go on with other voters, or alone.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false)
final class RecoverCommand implements Callable<Integer> {
  static final int CHANGED = 0;
  static final int UNCHANGED = 1;

  private static final String ALLOWED = "names of nodes, each once: a-z 0-9 . : -";

  @Option(
      names = "--store",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the store (store.path).")
  private Path path = Path.of("");

  @Option(
      names = "--voters",
      paramLabel = "NAME,NAME",
      split = ",",
      required = true,
      description = "Names of the nodes that decide from now on, with this one.")
  private List<String> voters = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the store's node. Default: the name that it has.")
  private @Nullable String name;

  @Option(names = "--yes", description = "Change the store. Without it, nothing is changed.")
  private boolean yes;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    VoterSet set = voters(command);
    if (!Files.isDirectory(path)) {
      throw ServerUrl.invalid(command, "--store", path.toString(), "an existing directory");
    }
    try (DurableStore store = ArtemisStore.open(path)) {
      return recover(StoreRecovery.of(store, set, name), out);
    } catch (IllegalArgumentException invalid) {
      throw new ParameterException(
          command.commandLine(), Objects.requireNonNull(invalid.getMessage()));
    } catch (StoreException failure) {
      err.println(failure.getMessage());
      return UNCHANGED;
    }
  }

  private int recover(StoreRecovery recovery, PrintWriter out) throws StoreException {
    recovery.report().forEach(out::println);
    if (yes) {
      recovery.apply(new SecureRandom());
    }
    out.println(
        yes ? "The store is changed." : "Nothing is changed. Repeat the command with --yes.");
    out.flush();
    return yes ? CHANGED : UNCHANGED;
  }

  private VoterSet voters(CommandSpec command) {
    String text = String.join(",", voters);
    String own = name;
    if (own != null && !VoterOptions.isName(own)) {
      throw ServerUrl.invalid(command, "--name", own, "a name of a node: a-z 0-9 . : -");
    }
    if (!voters.stream().allMatch(VoterOptions::isName)
        || voters.stream().distinct().count() < voters.size()) {
      throw ServerUrl.invalid(command, "--voters", text, ALLOWED);
    }
    return new VoterSet(voters);
  }
}
