package io.feedhorn.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command {@code compare}. Filled in by picocli. */
final class CompareOptions {
  /** The format of the result. */
  enum Format {
    table,
    json,
    csv,
    html
  }

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "The server to measure: http://HOST:PORT.")
  String url = "";

  @Option(
      names = "--topics",
      paramLabel = "P,P",
      split = ",",
      defaultValue = "prices.>",
      description =
          "Topics or patterns that every transport subscribes to. Default: ${DEFAULT-VALUE}.")
  List<String> topics = new ArrayList<>();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "Duration of the measurement, 1s to 24h: 60s, 5m. Default: ${DEFAULT-VALUE}.")
  String duration = "";

  @Option(
      names = "--transports",
      paramLabel = "T,T",
      split = ",",
      description =
          "Only these: websocket, sockjs, sockjs-xhr-streaming, sse, long-polling, polling-250ms,"
              + " polling-1s-close and so on. Default: these, and polling-1s and polling-5s. Also"
              + " websocket-delta and sse-delta.")
  List<String> transports = new ArrayList<>();

  @Option(names = "--token", paramLabel = "JWT", description = "Sent as a bearer token.")
  @Nullable String token;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the pollers' phases. Default: a new one each time.")
  @Nullable Long seed;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  Format format = Format.table;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "File of the result. Default: standard output.")
  @Nullable Path output;
}
