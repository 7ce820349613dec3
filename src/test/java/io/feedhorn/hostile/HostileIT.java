package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random clients, most of them wrong, on all doors. {@code -Dhostile.inputs=100000} makes it long;
 * a failure names its seed and its input, which {@code -Dseed} and {@code -Dhostile.only} try
 * alone.
 */
class HostileIT {
  private static final int INPUTS = Integer.getInteger("hostile.inputs", 1_500);
  private static final int ONLY = Integer.getInteger("hostile.only", -1);
  private static final long SEED = Long.getLong("seed", new Random().nextLong());
  private static final int CLIENTS = 8;

  private final AtomicInteger next = new AtomicInteger(Math.max(0, ONLY));

  @Test
  void whateverComesIsAnsweredByTheBookAndNothingIsLeftOfIt() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(Map.of(), "-Xmx512m", "-Dio.netty.leakDetection.level=paranoid")) {
      HttpVisit.isServed(server.port());
      long descriptors = server.descriptors();

      try {
        visit(server.port());
      } catch (AssertionError wrong) {
        throw new AssertionError(wrong.getMessage() + "\nThe server: " + complaints(server), wrong);
      }

      HttpVisit.isServed(server.port());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(server.connections()).as("connections").isZero());
      assertThat(server.get("/v1/topics?match=a.%3E"))
          .doesNotContainPattern("\"subscribers\":[1-9]");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(server.descriptors()).as("files").isLessThan(descriptors + 20));
      assertThat(server.log()).doesNotContain("LEAK", "ERROR", "OutOfMemory");
    }
  }

  private static String complaints(ServerProcess server) {
    return server
        .log()
        .lines()
        .filter(line -> !line.contains(" INFO "))
        .limit(40)
        .collect(Collectors.joining("\n"));
  }

  private void visit(int port) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        all.add(clients.submit(() -> visits(port)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a client found a fault", e.getCause());
    } finally {
      clients.shutdownNow();
    }
  }

  private void visits(int port) {
    int last = ONLY < 0 ? INPUTS : ONLY + 1;
    for (int input = next.getAndIncrement(); input < last; input = next.getAndIncrement()) {
      Broken broken = new Broken(new Random(SEED ^ (input * 0x9E3779B97F4A7C15L)));
      try {
        if (broken.chance(50)) {
          new HttpVisit(broken).make(port);
        } else {
          new SocketVisit(broken).make(port);
        }
        if (input % 100 == 0) {
          HttpVisit.isServed(port);
        }
      } catch (IOException | AssertionError wrong) {
        next.set(INPUTS);
        throw new AssertionError("seed " + SEED + ", input " + input + ": " + wrong, wrong);
      }
    }
  }
}
