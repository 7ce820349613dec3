package io.feedhorn.bench.durable;

import io.feedhorn.durable.DurableServer;
import io.feedhorn.hostile.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the opening of a store after a kill, beside the time that the same files take to be
 * read.
 */
public final class OpenTime {
  private static final Pattern OPENED =
      Pattern.compile("updates (\\d+), readers \\d+, in (\\d+) ms");
  private static final int TOPICS = 1_000;
  private static final int BATCH = 1_000;
  private static final int VALUE_LENGTH = 150;
  private static final int ROUNDS = 3;

  private OpenTime() {}

  /** Arguments: the number of updates; 1,000,000 if there is none. */
  public static void main(String[] arguments) throws Exception {
    int updates = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    Path store = Files.createTempDirectory("feedhorn-store").resolve("store");
    // Closing kills the process.
    try (ServerProcess server = start(store)) {
      publish(server.port(), updates);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      Reading reading = read(store);
      try (ServerProcess server = start(store)) {
        print(round, reading, server.log());
      }
    }
  }

  private static ServerProcess start(Path store) {
    return DurableServer.start(store, Map.of(), "-Xmx3g");
  }

  private static void publish(int port, int updates) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    String value = "x".repeat(VALUE_LENGTH);
    for (int first = 0; first < updates; first += BATCH) {
      StringBuilder body = new StringBuilder();
      for (int i = first; i < Math.min(first + BATCH, updates); i++) {
        body.append(
            "{\"topic\":\"orders.t%d\",\"data\":{\"n\":%d,\"v\":\"%s\"}}\n"
                .formatted(i % TOPICS, i, value));
      }
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1/publish".formatted(port)))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() != 200 || response.body().contains("\"error\"")) {
        throw new IOException(response.statusCode() + ": " + response.body());
      }
    }
  }

  private record Reading(long bytes, long millis) {}

  private static Reading read(Path store) throws IOException {
    long start = System.nanoTime();
    try (Stream<Path> files = Files.list(store)) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(OpenTime::length).sum();
      return new Reading(bytes, (System.nanoTime() - start) / 1_000_000);
    }
  }

  private static long length(Path file) {
    try {
      return Files.readAllBytes(file).length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(int round, Reading reading, String log) {
    Matcher opened = OPENED.matcher(log);
    if (!opened.find()) {
      throw new IllegalStateException("the store was not opened: " + log);
    }
    System.out.printf(
        Locale.ROOT,
        "round %d: %s updates opened in %s ms; the files (%d MiB) are read in %d ms%n",
        round,
        opened.group(1),
        opened.group(2),
        reading.bytes >> 20,
        reading.millis);
  }
}
