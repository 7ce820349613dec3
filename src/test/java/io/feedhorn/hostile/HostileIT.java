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
 * Random clients, most with invalid input, on all paths. {@code -Dhostile.inputs=100000} makes it
 * long. A failure names its seed and its input; {@code -Dseed} and {@code -Dhostile.only} repeat
 * it.
 */
class HostileIT {
  private static final int INPUTS = Integer.getInteger("hostile.inputs", 1_500);
  private static final int ONLY = Integer.getInteger("hostile.only", -1);
  private static final long SEED = Long.getLong("seed", new Random().nextLong());
  private static final int CLIENTS = 8;

  private static final String PUBLISHED_TOPIC = "own.a";
  private static final String SECRET = "thirty-two bytes, or even more of them";

  private final AtomicInteger next = new AtomicInteger(Math.max(0, ONLY));

  @Test
  void everyInputGetsADocumentedResponseAndLeavesNoResourcesBehind() throws Exception {
    try (ServerProcess server = start(Map.of("FEEDHORN_LAB_ENABLED", "true"))) {
      assertLeavesNoResourcesBehind(INPUTS, List.of(), server);
    }
  }

  @Test
  void tokensWithoutPermissionsHaveNoEffect() throws Exception {
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
      server.useToken(signer.token(TestClaims.admin()));
      assertLeavesNoResourcesBehind(INPUTS / 3, tokens, server);

      assertThat(server.get("/v1/topics"))
          .as("what nobody was granted to publish")
          .contains("\"topic\":\"" + PUBLISHED_TOPIC + "\"")
          .doesNotContainPattern("\"topic\":\"(?!" + PUBLISHED_TOPIC + "\")");
    }
  }

  @Test
  void invalidTlsIsRefusedAndLeavesNoResourcesBehind(@TempDir Path folder) throws Exception {
    SelfSignedCertificate signed = SelfSignedCertificate.of(folder, "EC");
    TlsOptions files = signed.write(folder);
    try (ServerProcess server =
        start(
            Map.of(
                "FEEDHORN_HTTP_TLS_CERT", files.cert().toString(),
                "FEEDHORN_HTTP_TLS_KEY", files.key().toString()))) {
      TlsFuzzCase.assertIsServed(server.port(), signed.trusting());
      long descriptors = server.descriptors();

      run(INPUTS / 15, List.of(), (input, port) -> new TlsFuzzCase(input).make(port), server);

      TlsFuzzCase.assertIsServed(server.port(), signed.trusting());
      assertResourcesAreAsBefore(descriptors, server);
    }
  }

  private static ServerProcess start(Map<String, String> settings) {
    return ServerProcess.start(settings, "-Xmx512m", "-Dio.netty.leakDetection.level=paranoid");
  }

  private void assertLeavesNoResourcesBehind(int inputs, List<String> tokens, ServerProcess server)
      throws Exception {
    HttpFuzzCase.assertIsServed(server.port());
    long descriptors = server.descriptors();

    run(inputs, tokens, HostileIT::httpOrSocket, server);

    HttpFuzzCase.assertIsServed(server.port());
    await()
        .atMost(Duration.ofSeconds(50))
        .untilAsserted(() -> assertThat(server.connections()).as("connections").isZero());
    assertThat(server.get("/v1/topics?match=a.%3E")).doesNotContainPattern("\"subscribers\":[1-9]");
    assertResourcesAreAsBefore(descriptors, server);
    server.collect();
    for (int i = 0; i < 20; i++) { // Vert.x reports leaked buffers when it allocates further ones.
      server.publish(PUBLISHED_TOPIC, "1");
    }
    assertThat(server.log()).doesNotContain("LEAK", "ERROR", "OutOfMemory");
  }

  private static void assertResourcesAreAsBefore(long descriptors, ServerProcess server) {
    await()
        .atMost(Duration.ofSeconds(50))
        .untilAsserted(
            () -> assertThat(server.descriptors()).as("files").isLessThan(descriptors + 20));
    assertThat(server.log()).doesNotContain("LEAK", "ERROR", "OutOfMemory");
  }

  private interface FuzzCase {
    void make(MalformedInput input, int port) throws IOException;
  }

  private static void httpOrSocket(MalformedInput input, int port) throws IOException {
    if (input.chance(50)) {
      new HttpFuzzCase(input).make(port);
    } else {
      new WebSocketFuzzCase(input).make(port);
    }
  }

  private static String logProblems(ServerProcess server) {
    return server
        .log()
        .lines()
        .filter(line -> !line.contains(" INFO "))
        .limit(40)
        .collect(Collectors.joining("\n"));
  }

  private void run(int inputs, List<String> tokens, FuzzCase fuzzCase, ServerProcess server)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        all.add(clients.submit(() -> runInputs(inputs, tokens, fuzzCase, server.port())));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(
          "a client found a fault\nThe server: " + logProblems(server), e.getCause());
    } finally {
      clients.shutdownNow();
    }
  }

  private void runInputs(int inputs, List<String> tokens, FuzzCase fuzzCase, int port) {
    int last = ONLY < 0 ? inputs : ONLY + 1;
    for (int input = next.getAndIncrement(); input < last; input = next.getAndIncrement()) {
      Random random = new Random(SEED ^ (input * 0x9E3779B97F4A7C15L));
      try {
        fuzzCase.make(new MalformedInput(random, tokens), port);
      } catch (IOException | AssertionError wrong) {
        next.set(INPUTS);
        throw new AssertionError("seed " + SEED + ", input " + input + ": " + wrong, wrong);
      }
    }
  }
}
