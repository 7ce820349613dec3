package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.http.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;

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

  private static final String OWN = "own.a";
  private static final String SECRET = "thirty-two bytes, or even more of them";

  private final AtomicInteger next = new AtomicInteger(Math.max(0, ONLY));

  @Test
  void whateverComesIsAnsweredByTheBookAndNothingIsLeftOfIt() throws Exception {
    try (ServerProcess server = start(Map.of("FEEDHORN_LAB_ENABLED", "true"))) {
      nothingIsLeftOf(INPUTS, List.of(), server);
    }
  }

  @Test
  void withTokensThatGrantNothingNothingIsDone() throws Exception {
    TestSigner signer = TestSigner.hs256(SECRET);
    List<String> tokens =
        List.of(
            "nonsense",
            "e30.e30.e30",
            TestSigner.unsigned(TestClaims.admin()),
            TestSigner.hs256(SECRET + ".").token(TestClaims.admin()),
            signer.token(TestClaims.ending(TestClaims.admin(), -1)),
            signer.token(TestClaims.ending(TestClaims.of(List.of("a.*"), List.of("z.z")), 60_000)));
    try (ServerProcess server = start(Map.of("FEEDHORN_AUTH_SECRET", SECRET))) {
      server.show(signer.token(TestClaims.admin()));
      nothingIsLeftOf(INPUTS / 3, tokens, server);

      assertThat(server.get("/v1/topics"))
          .as("what nobody was granted to publish")
          .contains("\"topic\":\"" + OWN + "\"")
          .doesNotContainPattern("\"topic\":\"(?!" + OWN + "\")");
    }
  }

  @Test
  void whatIsNoTlsIsRefusedAndNothingIsLeftOfIt(@TempDir Path folder) throws Exception {
    SelfSignedCertificate signed = SelfSignedCertificate.of(folder, "EC");
    TlsOptions files = signed.write(folder);
    try (ServerProcess server =
        start(
            Map.of(
                "FEEDHORN_HTTP_TLS_CERT", files.cert().toString(),
                "FEEDHORN_HTTP_TLS_KEY", files.key().toString()))) {
      TlsFuzzCase.isServed(server.port(), signed.trusting());
      long descriptors = server.descriptors();

      visit(INPUTS / 15, List.of(), (broken, port) -> new TlsFuzzCase(broken).make(port), server);

      TlsFuzzCase.isServed(server.port(), signed.trusting());
      isAsBefore(descriptors, server);
    }
  }

  private static ServerProcess start(Map<String, String> settings) {
    return ServerProcess.start(settings, "-Xmx512m", "-Dio.netty.leakDetection.level=paranoid");
  }

  private void nothingIsLeftOf(int inputs, List<String> tokens, ServerProcess server)
      throws Exception {
    HttpFuzzCase.isServed(server.port());
    long descriptors = server.descriptors();

    visit(inputs, tokens, HostileIT::httpOrSocket, server);

    HttpFuzzCase.isServed(server.port());
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(server.connections()).as("connections").isZero());
    assertThat(server.get("/v1/topics?match=a.%3E")).doesNotContainPattern("\"subscribers\":[1-9]");
    isAsBefore(descriptors, server);
    server.collect();
    for (int i = 0; i < 20; i++) { // The next buffers tell of those that were lost.
      server.publish(OWN, "1");
    }
    assertThat(server.log()).doesNotContain("LEAK", "ERROR", "OutOfMemory");
  }

  private static void isAsBefore(long descriptors, ServerProcess server) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(server.descriptors()).as("files").isLessThan(descriptors + 20));
    assertThat(server.log()).doesNotContain("LEAK", "ERROR", "OutOfMemory");
  }

  private interface Visit {
    void make(MalformedInput broken, int port) throws IOException;
  }

  private static void httpOrSocket(MalformedInput broken, int port) throws IOException {
    if (broken.chance(50)) {
      new HttpFuzzCase(broken).make(port);
    } else {
      new WebSocketFuzzCase(broken).make(port);
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

  private void visit(int inputs, List<String> tokens, Visit visit, ServerProcess server)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        all.add(clients.submit(() -> visits(inputs, tokens, visit, server.port())));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(
          "a client found a fault\nThe server: " + complaints(server), e.getCause());
    } finally {
      clients.shutdownNow();
    }
  }

  private void visits(int inputs, List<String> tokens, Visit visit, int port) {
    int last = ONLY < 0 ? inputs : ONLY + 1;
    for (int input = next.getAndIncrement(); input < last; input = next.getAndIncrement()) {
      Random random = new Random(SEED ^ (input * 0x9E3779B97F4A7C15L));
      try {
        visit.make(new MalformedInput(random, tokens), port);
      } catch (IOException | AssertionError wrong) {
        next.set(INPUTS);
        throw new AssertionError("seed " + SEED + ", input " + input + ": " + wrong, wrong);
      }
    }
  }
}
