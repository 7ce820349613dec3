package io.feedhorn.app.cli;

import io.feedhorn.app.cli.feed.CommandVersion;
import io.feedhorn.app.cli.feed.ServerUrl;
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

/** The command that checks the wire contract of a server from outside. */
@Command(
    name = "conform",
    customSynopsis = "java -jar feedhorn.jar conform --url URL [OPTION…]",
    description = "Check the wire contract of a server from outside.",
    mixinStandardHelpOptions = true,
    versionProvider = CommandVersion.class,
    sortOptions = false)
final class ConformCommand implements Callable<Integer> {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int CANNOT_CHECK = 2;

  @Mixin private final ConformOptions options = new ConformOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    ConformanceOptions suiteOptions = conformanceOptions(command);
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
      command
          .commandLine()
          .getErr()
          .println("Cannot reach " + suiteOptions.url() + ": " + ErrorMessages.of(unreachable));
      return CANNOT_CHECK;
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(command.commandLine(), "--claims: " + unknown.getMessage());
    } finally {
      vertx.close();
    }
  }

  private static ConformanceReport table(
      ConformanceSuite suite, ConformanceOptions suiteOptions, PrintWriter out) {
    out.println(ConformanceReport.heading(suiteOptions, suite.run()));
    out.flush();
    return suite.run(
        result -> {
          out.println(ConformanceReport.row(result));
          out.flush();
        });
  }

  private ConformanceOptions conformanceOptions(CommandSpec command) {
    return new ConformanceOptions(
        ServerUrl.parse(command, options.url),
        options.claims,
        transports(command),
        options.feeds,
        ServerUrl.token(command, options.token),
        options.seed == null ? new Random().nextInt(1_000_000) : options.seed,
        atLeast(command, "--hops", options.hops, 0),
        atLeast(command, "--cuts", options.cuts, 0),
        atLeast(command, "--readers", options.readers, 1),
        atLeast(command, "--rate", options.rate, 1),
        atLeast(command, "--topics", options.topics, 1),
        atLeast(command, "--pollers", options.pollers, 1),
        between(command, "--hold", options.hold, 0, 60),
        Duration.ofSeconds(atLeast(command, "--patience", options.patience, 1)));
  }

  private List<Transport> transports(CommandSpec command) {
    if (options.transports.isEmpty()) {
      return List.of(Transport.values());
    }
    List<Transport> transports = new ArrayList<>();
    for (String name : options.transports) {
      transports.add(
          Stream.of(Transport.values())
              .filter(transport -> transport.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      ServerUrl.invalid(
                          command, "--transports", name, "of " + List.of(Transport.values()))));
    }
    return transports;
  }

  private static int between(CommandSpec command, String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw ServerUrl.invalid(command, name, Integer.toString(value), "from " + min + " to " + max);
    }
    return value;
  }

  private static int atLeast(CommandSpec command, String name, int value, int min) {
    if (value < min) {
      throw ServerUrl.invalid(command, name, Integer.toString(value), "at least " + min);
    }
    return value;
  }
}
