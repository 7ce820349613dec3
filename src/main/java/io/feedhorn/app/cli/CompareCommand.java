package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.cli.feed.ServerUrl;
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

/** The command that measures all transports of a server at the same time. */
@Command(
    name = "compare",
    customSynopsis = "java -jar feedhorn.jar compare --url URL [OPTION…]",
    description = "Measure the cost of each transport and the age of its updates.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  static final int MEASURED = 0;
  static final int NOTHING_MEASURED = 1;
  static final int CANNOT_MEASURE = 2;

  private static final Duration MIN_DURATION = Duration.ofSeconds(1);
  private static final Duration MAX_DURATION = Duration.ofHours(24);

  @Mixin private final CompareOptions options = new CompareOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter err = command.commandLine().getErr();
    ComparisonOptions comparison = comparisonOptions(command);
    Comparison result;
    try (ProgressBar bar = ProgressBar.on(err)) {
      result = new ComparisonRunner(comparison).measure(bar::show);
    } catch (IOException unreachable) {
      err.println("Cannot measure " + comparison.url() + ": " + ErrorMessages.of(unreachable));
      return CANNOT_MEASURE;
    }
    try {
      write(command.commandLine().getOut(), result);
    } catch (IOException unwritable) {
      err.println("Cannot write " + options.output + ": " + ErrorMessages.of(unwritable));
      return CANNOT_MEASURE;
    }
    return result.isSignificant() ? MEASURED : NOTHING_MEASURED;
  }

  private void write(PrintWriter out, Comparison result) throws IOException {
    String text =
        switch (options.format) {
          case table -> result.table();
          case json -> result.json();
          case csv -> result.csv();
          case html -> result.html();
        };
    String output = text.endsWith("\n") ? text : text + "\n";
    Path file = options.output;
    if (file == null) {
      out.print(output);
      out.flush();
    } else {
      Files.writeString(file, output);
    }
  }

  private ComparisonOptions comparisonOptions(CommandSpec command) {
    return new ComparisonOptions(
        ServerUrl.parse(command, options.url),
        ServerUrl.token(command, options.token),
        topics(command),
        duration(command),
        transports(command),
        options.seed == null ? new Random().nextLong() : options.seed,
        ComparisonOptions.monotonic());
  }

  private List<String> topics(CommandSpec command) {
    for (String topic : options.topics) {
      try {
        TopicPattern.parse(topic);
      } catch (FeedException bad) {
        throw ServerUrl.invalid(command, "--topics", topic, "topics or patterns: prices.>");
      }
    }
    return options.topics;
  }

  private Duration duration(CommandSpec command) {
    Duration duration = Units.duration(options.duration);
    if (duration == null
        || duration.compareTo(MIN_DURATION) < 0
        || duration.compareTo(MAX_DURATION) > 0) {
      throw ServerUrl.invalid(command, "--duration", options.duration, "from 1s to 24h");
    }
    return duration;
  }

  private List<TransportSpec> transports(CommandSpec command) {
    if (options.transports.isEmpty()) {
      return TransportSpec.DEFAULT;
    }
    Set<TransportSpec> transports = new LinkedHashSet<>();
    for (String name : options.transports) {
      try {
        transports.add(TransportSpec.parse(name));
      } catch (IllegalArgumentException unknown) {
        throw ServerUrl.invalid(
            command, "--transports", name, String.valueOf(unknown.getMessage()));
      }
    }
    return List.copyOf(transports);
  }
}
