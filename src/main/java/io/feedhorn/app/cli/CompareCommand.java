package io.feedhorn.app.cli;

import io.feedhorn.app.Version;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.app.settings.Units;
import io.feedhorn.compare.Comparison;
import io.feedhorn.compare.ComparisonOptions;
import io.feedhorn.compare.ComparisonRunner;
import io.feedhorn.compare.TransportSpec;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.TopicPattern;
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
final class CompareCommand implements Callable<Integer> {
  static final int MEASURED = 0;
  static final int NOTHING = 1;
  static final int UNUSABLE = 2;

  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofHours(24);

  @Mixin private final CompareOptions options = new CompareOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec used = Objects.requireNonNull(spec);
    PrintWriter err = used.commandLine().getErr();
    ComparisonOptions comparisonOptions = comparisonOptions(used);
    Comparison comparison;
    try (ProgressBar bar = ProgressBar.on(err)) {
      comparison = new ComparisonRunner(comparisonOptions).measure(bar::show);
    } catch (IOException unreachable) {
      err.println(
          "Cannot measure " + comparisonOptions.url() + ": " + ErrorMessages.of(unreachable));
      return UNUSABLE;
    }
    try {
      write(used.commandLine().getOut(), comparison);
    } catch (IOException unwritable) {
      err.println("Cannot write " + options.output + ": " + ErrorMessages.of(unwritable));
      return UNUSABLE;
    }
    return comparison.isSignificant() ? MEASURED : NOTHING;
  }

  private void write(PrintWriter out, Comparison comparison) throws IOException {
    String text =
        switch (options.format) {
          case table -> comparison.table();
          case json -> comparison.json();
          case csv -> comparison.csv();
          case html -> comparison.html();
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

  private ComparisonOptions comparisonOptions(CommandSpec used) {
    return new ComparisonOptions(
        ServerUrl.parse(used, options.url),
        options.token,
        topics(used),
        duration(used),
        rows(used),
        options.seed == null ? new Random().nextLong() : options.seed,
        ComparisonOptions.monotonic());
  }

  private List<String> topics(CommandSpec used) {
    for (String topic : options.topics) {
      try {
        TopicPattern.parse(topic);
      } catch (FeedException bad) {
        throw ServerUrl.mistake(used, "--topics", topic, "topics or patterns: prices.>");
      }
    }
    return options.topics;
  }

  private Duration duration(CommandSpec used) {
    Duration asked = Units.duration(options.duration);
    if (asked == null || asked.compareTo(MIN) < 0 || asked.compareTo(MAX) > 0) {
      throw ServerUrl.mistake(used, "--duration", options.duration, "from 1s to 24h");
    }
    return asked;
  }

  private List<TransportSpec> rows(CommandSpec used) {
    if (options.transports.isEmpty()) {
      return TransportSpec.DEFAULT;
    }
    Set<TransportSpec> rows = new LinkedHashSet<>();
    for (String name : options.transports) {
      try {
        rows.add(TransportSpec.parse(name));
      } catch (IllegalArgumentException unknown) {
        throw ServerUrl.mistake(used, "--transports", name, String.valueOf(unknown.getMessage()));
      }
    }
    return List.copyOf(rows);
  }
}
