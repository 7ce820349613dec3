package io.feedhorn.app.cli;

import io.feedhorn.app.Version;
import io.feedhorn.app.settings.ErrorMessages;
import io.feedhorn.client.Transport;
import io.feedhorn.conform.ConformanceOptions;
import io.feedhorn.conform.ConformanceReport;
import io.feedhorn.conform.ConformanceSuite;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code conform}, which checks any server of the wire contract. */
@Command(
    name = "conform",
    customSynopsis = "java -jar feedhorn.jar conform --url URL [OPTION…]",
    description = "Check that a server keeps the wire contract, from outside.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ConformCommand implements Callable<Integer> {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int UNUSABLE = 2;

  @Mixin private final ConformOptions options = new ConformOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec used = Objects.requireNonNull(spec);
    PrintWriter out = used.commandLine().getOut();
    ConformanceOptions suiteOptions = suiteOptions(used);
    Vertx vertx = Vertx.vertx();
    try {
      ConformanceSuite suite = new ConformanceSuite(vertx, suiteOptions);
      suite.requireUsable();
      ConformanceReport report =
          options.format == ConformOptions.Format.json
              ? suite.run(result -> {})
              : table(suite, suiteOptions, out);
      out.println(options.format == ConformOptions.Format.json ? report.json() : report.summary());
      out.flush();
      return report.passed() ? PASSED : FAILED;
    } catch (IOException unreachable) {
      used.commandLine()
          .getErr()
          .println("Cannot reach " + suiteOptions.url() + ": " + ErrorMessages.of(unreachable));
      return UNUSABLE;
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(used.commandLine(), "--claims: " + unknown.getMessage());
    } finally {
      vertx.close();
    }
  }

  private static ConformanceReport table(
      ConformanceSuite suite, ConformanceOptions options, PrintWriter out) {
    out.println(ConformanceReport.heading(options, suite.run()));
    out.flush();
    return suite.run(
        result -> {
          out.println(ConformanceReport.row(result));
          out.flush();
        });
  }

  private ConformanceOptions suiteOptions(CommandSpec used) {
    return new ConformanceOptions(
        ServerUrl.parse(used, options.url),
        options.claims,
        transports(used),
        options.feeds,
        options.token,
        options.seed == null ? new Random().nextInt(1_000_000) : options.seed,
        atLeast(used, "--hops", options.hops, 0),
        atLeast(used, "--cuts", options.cuts, 0),
        atLeast(used, "--readers", options.readers, 1),
        atLeast(used, "--rate", options.rate, 1),
        atLeast(used, "--topics", options.topics, 1),
        atLeast(used, "--pollers", options.pollers, 1),
        between(used, "--hold", options.hold, 0, 60),
        Duration.ofSeconds(atLeast(used, "--patience", options.patience, 1)));
  }

  private List<Transport> transports(CommandSpec used) {
    if (options.transports.isEmpty()) {
      return List.of(Transport.values());
    }
    List<Transport> asked = new ArrayList<>();
    for (String name : options.transports) {
      asked.add(
          Stream.of(Transport.values())
              .filter(transport -> transport.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      ServerUrl.mistake(
                          used, "--transports", name, "of " + List.of(Transport.values()))));
    }
    return asked;
  }

  private static int between(CommandSpec used, String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw ServerUrl.mistake(used, name, Integer.toString(value), "from " + least + " to " + most);
    }
    return value;
  }

  private static int atLeast(CommandSpec used, String name, int value, int least) {
    if (value < least) {
      throw ServerUrl.mistake(used, name, Integer.toString(value), "at least " + least);
    }
    return value;
  }
}
