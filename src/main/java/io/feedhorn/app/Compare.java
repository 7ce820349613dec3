package io.feedhorn.app;

import io.feedhorn.compare.Comparison;
import io.feedhorn.compare.Lab;
import io.feedhorn.compare.Plan;
import io.feedhorn.compare.Row;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that measures every transport of a server beside the others. */
@Command(
    name = "compare",
    customSynopsis = "java -jar feedhorn.jar compare --url URL [OPTION…]",
    description = "Measure what each transport costs, and how old its updates are.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class Compare implements Callable<Integer> {
  static final int MEASURED = 0;
  static final int NOTHING = 1;
  static final int UNUSABLE = 2;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  @Mixin private final CompareOptions options = new CompareOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec used = Objects.requireNonNull(spec);
    PrintWriter err = used.commandLine().getErr();
    Plan plan = plan(used);
    Comparison found;
    try (ProgressBar bar = ProgressBar.on(err)) {
      found = new Lab(plan).measure(bar::show);
    } catch (IOException unreachable) {
      err.println("Cannot measure " + plan.url() + ": " + Reason.of(unreachable));
      return UNUSABLE;
    }
    try {
      write(used.commandLine().getOut(), found);
    } catch (IOException unwritable) {
      err.println("Cannot write " + options.output + ": " + Reason.of(unwritable));
      return UNUSABLE;
    }
    return found.isOfUse() ? MEASURED : NOTHING;
  }

  private void write(PrintWriter out, Comparison found) throws IOException {
    String text =
        switch (options.format) {
          case table -> found.table();
          case json -> found.json();
          case csv -> found.csv();
          case html -> found.html();
        };
    String whole = text.endsWith("\n") ? text : text + "\n";
    Path file = options.output;
    if (file == null) {
      out.print(whole);
      out.flush();
    } else {
      Files.writeString(file, whole);
    }
  }

  private Plan plan(CommandSpec used) {
    return new Plan(
        ServerUrl.parse(used, options.url),
        options.token,
        topics(used),
        duration(used),
        rows(used),
        options.seed == null ? new Random().nextLong() : options.seed,
        Plan.monotonic());
  }

  private List<String> topics(CommandSpec used) {
    for (String topic : options.topics) {
      try {
        Pattern.parse(topic);
      } catch (Refusal bad) {
        throw ServerUrl.mistake(used, "--topics", topic, "topics or patterns: prices.>");
      }
    }
    return options.topics;
  }

  private Duration duration(CommandSpec used) {
    Duration asked = Units.duration(options.duration);
    if (asked == null || asked.compareTo(SHORTEST) < 0 || asked.compareTo(LONGEST) > 0) {
      throw ServerUrl.mistake(used, "--duration", options.duration, "from 1s to 24h");
    }
    return asked;
  }

  private List<Row> rows(CommandSpec used) {
    if (options.transports.isEmpty()) {
      return Row.USUAL;
    }
    Set<Row> rows = new LinkedHashSet<>();
    for (String name : options.transports) {
      try {
        rows.add(Row.parse(name));
      } catch (IllegalArgumentException unknown) {
        throw ServerUrl.mistake(used, "--transports", name, String.valueOf(unknown.getMessage()));
      }
    }
    return List.copyOf(rows);
  }
}
