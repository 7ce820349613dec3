package io.feedhorn.durable;

import io.feedhorn.hostile.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Kills a server at random moments while four writers publish on three durable feeds, and checks
 * after each restart that readers resume from their cursors, and at the end that every answered
 * update is there once and in order. With power cuts, each restart finds what was forced only.
 */
public final class KillScenario {
  private static final int WRITERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MIN_MILLIS = 0;
  private static final int MAX_MILLIS = 1_500;

  private final Path folder;
  private final @Nullable ForcedCopy forcedCopy;
  private final Random random;
  private final PublishedValues values = new PublishedValues();
  private final List<BatchWriter> writers = new ArrayList<>();
  // For each feed: the cursor of a reader, and the updates that it has got.
  private final Map<String, String> cursors = new HashMap<>();
  private final Map<String, List<JsonObject>> updates = new HashMap<>();
  private int stores;

  /**
   * @param folder an empty folder
   */
  public KillScenario(Path folder, long seed) {
    this(folder, seed, null);
  }

  /**
   * @param folder an empty folder
   * @param forcedCopy keeps what a power cut would leave; null if the files are kept
   */
  KillScenario(Path folder, long seed, @Nullable ForcedCopy forcedCopy) {
    this.folder = folder;
    this.forcedCopy = forcedCopy;
    this.random = new Random(seed);
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new BatchWriter(i, seed, values));
    }
    DurableServer.FEEDS.forEach(
        feed -> {
          cursors.put(feed, "earliest");
          updates.put(feed, new ArrayList<>());
        });
  }

  /** Runs some rounds. Returns what was wrong. */
  public List<String> run(int rounds) throws Exception {
    for (int round = 1; round <= rounds && values.faults().isEmpty(); round++) {
      int answered = values.answered();
      int millis = MIN_MILLIS + random.nextInt(MAX_MILLIS - MIN_MILLIS);
      try (ServerProcess server = start()) {
        read(server);
        publishUntilKilled(server, millis);
      }
      System.out.printf(
          "round %d: killed %d ms after the first response, %d values answered%n",
          round, millis, values.answered() - answered);
    }
    try (ServerProcess server = start()) {
      read(server);
      checkAll(server);
    }
    return values.faults();
  }

  private ServerProcess start() throws IOException {
    if (forcedCopy == null) {
      return DurableServer.start(folder.resolve("store"));
    }
    Path store = folder.resolve("store-" + stores);
    stores++;
    Path copy = folder.resolve("store-" + stores);
    return DurableServer.start(store, forcedCopy.environment(store, copy));
  }

  /** Returns the number of values that were answered. */
  public int answered() {
    return values.answered();
  }

  private void publishUntilKilled(ServerProcess server, int millis) throws Exception {
    DurableHttp http = new DurableHttp(server.port());
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<Integer>> running = new ArrayList<>();
      writers.forEach(writer -> running.add(threads.submit(() -> writer.run(http))));
      int before = values.answered();
      // A moment within the load: a busy machine may need seconds for the first response.
      Awaitility.await().atMost(PATIENCE).until(() -> values.answered() > before);
      Thread.sleep(millis);
      server.signal("KILL");
      server.exitCode(PATIENCE);
      for (Future<Integer> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Goes on reading from the cursor of before the kill. */
  private void read(ServerProcess server) throws IOException, InterruptedException {
    DurableHttp http = new DurableHttp(server.port());
    for (String feed : DurableServer.FEEDS) {
      String since = Objects.requireNonNull(cursors.get(feed));
      DurableHttp.Updates got = http.read(feed, since);
      values.require(got.recovered(), "not recovered from " + since);
      Objects.requireNonNull(updates.get(feed)).addAll(got.updates());
      cursors.put(feed, got.cursor());
    }
  }

  private void checkAll(ServerProcess server) throws IOException, InterruptedException {
    DurableHttp http = new DurableHttp(server.port());
    for (String feed : DurableServer.FEEDS) {
      List<JsonObject> all = http.read(feed, "earliest").updates();
      values.check(feed, all);
      values.require(all.equals(updates.get(feed)), "a resuming reader of " + feed + " got others");
    }
  }
}
