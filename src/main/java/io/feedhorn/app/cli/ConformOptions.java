package io.feedhorn.app.cli;

import io.feedhorn.conform.ConformanceOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line can say about checking a server. Filled in by picocli. */
final class ConformOptions {
  /** How a report is written. */
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
      description = "Only these: names, or the part before the dot. Default: all of them.")
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
      description = "What all random choices come from. Default: a new one each time.")
  @Nullable Long seed;

  @Option(
      names = "--hops",
      paramLabel = "N",
      description = "Changes of transport under load, in all. Default: ${DEFAULT-VALUE}.")
  int hops = ConformanceOptions.DEFAULT_HOPS;

  @Option(
      names = "--cuts",
      paramLabel = "N",
      description = "Connections cut under load, in all. Default: ${DEFAULT-VALUE}.")
  int cuts = ConformanceOptions.DEFAULT_CUTS;

  @Option(
      names = "--readers",
      paramLabel = "N",
      description = "Readers that hop at a time. Default: ${DEFAULT-VALUE}.")
  int readers = ConformanceOptions.DEFAULT_READERS;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Updates a second under load. Default: ${DEFAULT-VALUE}.")
  int rate = ConformanceOptions.DEFAULT_RATE;

  @Option(
      names = "--topics",
      paramLabel = "N",
      description = "Topics under load, on three feeds. Default: ${DEFAULT-VALUE}.")
  int topics = ConformanceOptions.DEFAULT_TOPICS;

  @Option(
      names = "--pollers",
      paramLabel = "N",
      description = "Long polls that wait for one update. Default: ${DEFAULT-VALUE}.")
  int pollers = ConformanceOptions.DEFAULT_POLLERS;

  @Option(
      names = "--hold",
      paramLabel = "SECONDS",
      description =
          "How long the longest poll waits, beside the other claims; 0 leaves it out. Default:"
              + " ${DEFAULT-VALUE}.")
  int hold = ConformanceOptions.DEFAULT_HOLD_SECONDS;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "How long an answer or an update may take. Default: ${DEFAULT-VALUE}.")
  int patience = ConformanceOptions.DEFAULT_PATIENCE_SECONDS;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  Format format = Format.table;
}
