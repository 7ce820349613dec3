package io.feedhorn.app.cli;

import io.feedhorn.conform.ConformanceOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command {@code conform}. Filled in by picocli. */
final class ConformOptions {
  /** The format of the report. */
  enum Format {
    table,
    json
  }

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "The server to check: http://HOST:PORT.")
  String url = "";

  @Option(
      names = "--claims",
      paramLabel = "C,C",
      split = ",",
      description = "Only these checks: names, or their part before the dot. Default: all.")
  List<String> claims = new ArrayList<>();

  @Option(
      names = "--transports",
      paramLabel = "T,T",
      split = ",",
      description =
          "Only these: websocket, sse, long-polling, short-polling, event-bus, sockjs. Default: all"
              + " of them.")
  List<String> transports = new ArrayList<>();

  @Option(
      names = "--feeds",
      paramLabel = "F,F",
      split = ",",
      description = "Publish on these feeds. Default: feeds that only this run uses.")
  List<String> feeds = new ArrayList<>();

  @Option(names = "--token", paramLabel = "JWT", description = "Sent as a bearer token.")
  @Nullable String token;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all random choices. Default: a new one each time.")
  @Nullable Long seed;

  @Option(
      names = "--hops",
      paramLabel = "N",
      description = "Total changes of transport under load. Default: ${DEFAULT-VALUE}.")
  int hops = ConformanceOptions.DEFAULT_HOPS;

  @Option(
      names = "--cuts",
      paramLabel = "N",
      description = "Total connections cut under load. Default: ${DEFAULT-VALUE}.")
  int cuts = ConformanceOptions.DEFAULT_CUTS;

  @Option(
      names = "--readers",
      paramLabel = "N",
      description = "Readers that change transports at the same time. Default: ${DEFAULT-VALUE}.")
  int readers = ConformanceOptions.DEFAULT_READERS;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Updates per second under load. Default: ${DEFAULT-VALUE}.")
  int rate = ConformanceOptions.DEFAULT_RATE;

  @Option(
      names = "--topics",
      paramLabel = "N",
      description = "Topics under load, on three feeds. Default: ${DEFAULT-VALUE}.")
  int topics = ConformanceOptions.DEFAULT_TOPICS;

  @Option(
      names = "--pollers",
      paramLabel = "N",
      description = "Long polls that wait for the same update. Default: ${DEFAULT-VALUE}.")
  int pollers = ConformanceOptions.DEFAULT_POLLERS;

  @Option(
      names = "--hold",
      paramLabel = "SECONDS",
      description =
          "Wait of the longest poll, in parallel to the other checks; 0: skip. Default:"
              + " ${DEFAULT-VALUE}.")
  int hold = ConformanceOptions.DEFAULT_HOLD_SECONDS;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "Timeout of a response or an update. Default: ${DEFAULT-VALUE}.")
  int patience = ConformanceOptions.DEFAULT_PATIENCE_SECONDS;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  Format format = Format.table;
}
