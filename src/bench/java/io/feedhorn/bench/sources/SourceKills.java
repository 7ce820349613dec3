package io.feedhorn.bench.sources;

import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends numbers to a broker, and reads them from a durable feed of a server whose source publishes
 * them. At random moments it kills the broker, or the server with its source, or both, and starts
 * them again.
 */
final class SourceKills {
  private static final int CHUNK = 500;
  private static final int PAGE = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_NANOS = 50_000_000;

  private final NumberedUpstream upstream;
  private final Path store;
  private final int numbers;
  private final Random random;
  private final NumberCheck check;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
  private String cursor = "earliest";
  private ServerProcess server;
  private volatile boolean stopped;

  /** Those who are killed. */
  private enum Victim {
    BROKER,
    SERVER,
    BOTH
  }

  /**
   * @param folder the folder of the store
   */
  SourceKills(NumberedUpstream upstream, Path folder, int numbers, Random random) {
    this.upstream = upstream;
    this.store = folder.resolve("store");
    this.numbers = numbers;
    this.random = random;
    this.check = new NumberCheck(numbers);
    this.server = start();
  }

  /** Kills some times. Returns true if each number was published once and in order. */
  boolean run(int times) throws Exception {
    Victim[] victims = Victim.values();
    int[] moments = random.ints(times, 0, numbers).sorted().toArray();
    Thread sender = new Thread(this::send, "sender");
    sender.setDaemon(true);
    sender.start();
    try {
      for (int moment : moments) {
        readUntil(moment);
        kill(victims[random.nextInt(victims.length)]);
      }
      readUntil(numbers);
      // What would come after the last number is a repetition.
      read();
    } finally {
      stopped = true;
      sender.join();
      server.close();
    }
    return check.isFaultless();
  }

  private ServerProcess start() {
    Map<String, String> settings = new HashMap<>();
    settings.put("FEEDHORN_STORE_PATH", store.toString());
    settings.put("FEEDHORN_FEEDS_N_DURABLE", "true");
    settings.put("FEEDHORN_FEEDS_N_DELIVERY", "every");
    settings.put("FEEDHORN_FEEDS_N_HISTORY_SIZE", "1000000");
    settings.put("FEEDHORN_FEEDS_N_HISTORY_AGE", "1d");
    settings.put("FEEDHORN_SOURCES_TEST_BACKOFF_MIN", "20ms");
    settings.put("FEEDHORN_SOURCES_TEST_BACKOFF_MAX", "500ms");
    upstream.source().forEach((key, value) -> settings.put("FEEDHORN_SOURCES_TEST_" + key, value));
    return ServerProcess.start(settings, "-Xmx512m");
  }

  private void send() {
    int next = 0;
    while (next < numbers && !stopped) {
      int to = Math.min(numbers, next + CHUNK);
      try {
        upstream.send(next, to);
        next = to;
      } catch (Exception down) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void kill(Victim victim) throws Exception {
    kills.merge(victim, 1, Integer::sum);
    if (victim != Victim.BROKER) {
      server.signal("KILL");
      server.exitCode(PATIENCE);
      server.close();
    }
    if (victim != Victim.SERVER) {
      upstream.restart();
    }
    if (victim != Victim.BROKER) {
      server = start();
    }
  }

  /** Reads until so many numbers are there, or none has come for a long time. */
  private void readUntil(int count) throws IOException, InterruptedException {
    long changed = System.nanoTime();
    int before = check.count();
    while (check.count() < count && System.nanoTime() - changed < PATIENCE.toNanos()) {
      read();
      if (check.count() > before) {
        before = check.count();
        changed = System.nanoTime();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Reads what was published since the last call, also by a server that was killed meanwhile. */
  private void read() throws IOException, InterruptedException {
    JsonObject page;
    do {
      String query = "/v1/updates?topics=n.%%3E&limit=%d&since=%s".formatted(PAGE, cursor);
      URI uri = URI.create("http://127.0.0.1:" + server.port() + query);
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
      page = new JsonObject(http.send(request, BodyHandlers.ofString()).body());
      if (!page.getBoolean("recovered", true) || !page.containsKey("updates")) {
        throw new IllegalStateException("from the cursor " + cursor + ": " + page.encode());
      }
      for (Object update : page.getJsonArray("updates")) {
        JsonObject published = (JsonObject) update;
        check.add(published.getString("topic"), published.getInteger("data"));
      }
      cursor = page.getString("cursor");
    } while (page.getBoolean("more", false));
  }

  @Override
  public String toString() {
    return "%,d messages, %d kills (broker %d, server with its source %d, both %d), %s"
        .formatted(
            numbers,
            kills.values().stream().mapToInt(Integer::intValue).sum(),
            kills.getOrDefault(Victim.BROKER, 0),
            kills.getOrDefault(Victim.SERVER, 0),
            kills.getOrDefault(Victim.BOTH, 0),
            check);
  }
}
