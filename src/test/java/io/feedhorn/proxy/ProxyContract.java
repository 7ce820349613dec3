package io.feedhorn.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.hostile.ServerProcess;
import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.transport.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The tests of each configuration of {@code docs/proxies.md}, with the real proxy and server. They
 * run at the same time, because a poll of the conformance suite waits for a minute.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
abstract class ProxyContract {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);
  private static final String PROXY_ADDRESS = "127.0.0.1";
  private static final String STREAM = "/v1/stream?topics=a.b";

  private final Proxy proxy;

  private Path folder;
  private SelfSignedCertificate cert;
  private HttpClient client;

  /** A pair for tests that neither change its settings nor stop it. */
  private ServerProcess server;

  private RunningProxy running;

  ProxyContract(Proxy proxy) {
    this.proxy = proxy;
  }

  @BeforeAll
  void start(@TempDir Path empty) throws Exception {
    RunningProxy.require(proxy);
    folder = empty;
    cert = SelfSignedCertificate.of(folder, "RSA");
    client = HttpClient.newBuilder().sslContext(cert.trusting()).connectTimeout(TIMEOUT).build();
    server = server(Map.of());
    running = startProxy(server.port());
  }

  @AfterAll
  void stop() {
    if (running != null) {
      running.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private RunningProxy startProxy(int node) throws Exception {
    return RunningProxy.start(proxy, folder, cert, node);
  }

  @Test
  void everyCheckOfTheConformanceSuitePasses() throws Exception {
    // Fewer updates, changes of transport and cuts and a longer timeout than by default, because
    // other tests share the machine. ConformanceSuiteIT has the defaults.
    ConformRun run =
        ConformRun.of(
            running.address(),
            folder,
            cert.trustingOptions(folder),
            "--rate",
            "100",
            "--hops",
            "60",
            "--cuts",
            "20",
            "--patience",
            "30");

    assertThat(run.claims("fail")).isEmpty();
    assertThat(run.claims("skip")).isEmpty();
    assertThat(run.claims("pass"))
        .hasSizeGreaterThan(50)
        .anyMatch(claim -> claim.startsWith("poll.longest: answered after 6"));
  }

  @Test
  void onlyPagesOfTheProxysAddressHaveTheSameOrigin() throws Exception {
    String own = running.address().toString();

    assertThat(get(running, "/v1/time", "Origin", own).statusCode()).isEqualTo(200);
    assertThat(get(running, "/v1/time", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .header("Origin", own)
            .buildAsync(
                URI.create(own.replaceFirst("http", "ws") + "/v1/ws"), new WebSocket.Listener() {})
            .join();
    assertThat(socket.isInputClosed()).isFalse();
    socket.abort();
  }

  @Test
  void aClientCannotForgeItsAddress() throws Exception {
    Map<String, String> limited = Map.of("FEEDHORN_LIMITS_REQUESTS", "1");
    try (ServerProcess strict = server(limited);
        RunningProxy ownProxy = startProxy(strict.port())) {
      awaitServed(ownProxy);
      OtherAddressClient other = new OtherAddressClient(ownProxy.address(), cert.trusting());
      Set<Integer> statuses = new HashSet<>();
      for (int i = 1; i <= 40; i++) {
        statuses.add(
            other.status("/v1/time", "X-Forwarded-For: 9.9.9." + i, "Forwarded: for=9.9.9." + i));
      }

      assertThat(statuses).as(ownProxy::output).contains(200, 429);
    }
  }

  @Test
  void thePercentEncodingOfTopicsIsPreserved() throws Exception {
    for (String path : List.of("/v1/topics/a.b%2Fc", "/v1/topics/a.%5Eb", "/v1/topics/a.b%20c")) {
      assertThat(get(running, path).body()).as(running::output).isEqualTo(server.get(path));
    }
  }

  /** An EventSource never reconnects after a status other than 200. */
  @Test
  void aStreamIsToldToReconnectWhileNoNodeIsAvailable() throws Exception {
    ServerProcess stopped = server(Map.of());
    try (RunningProxy ownProxy = startProxy(stopped.port())) {
      awaitServed(ownProxy);
      stopped.close();
      // Before and after a health check fails. Far below 1,000 requests, after which nginx closes
      // an HTTP/2 connection.
      AtomicInteger answers = new AtomicInteger();
      Awaitility.await()
          .pollInSameThread()
          .ignoreNoExceptions()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofMinutes(4))
          .until(
              () -> {
                requireUnavailable(get(ownProxy, STREAM, "Origin", ownProxy.address().toString()));
                return answers.incrementAndGet() == 60;
              });
      assertThat(publish(ownProxy).statusCode()).isBetween(502, 504);
    } finally {
      stopped.close();
    }
  }

  @Test
  void theProxyServesAgainWhenTheNodeIsAvailable() throws Exception {
    int port = FreePorts.next();
    try (RunningProxy ownProxy = startProxy(port)) {
      requireUnavailable(get(ownProxy, STREAM));
      try (ServerProcess started = server(Map.of("FEEDHORN_HTTP_PORT", Integer.toString(port)))) {
        assertThat(started.port()).isEqualTo(port);
        awaitServed(ownProxy);
        assertThat(publish(ownProxy).statusCode()).isEqualTo(201);
      }
    }
  }

  /** Checks the response to a stream while no node is available. */
  void requireUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(response.body())
        .matches(
            "(?s)retry: [2-5][0-9]{3}\nevent: unavailable\ndata: \\{.*\"code\":\"unavailable\"}\n\n");
    response
        .request()
        .headers()
        .firstValue("Origin")
        .ifPresent(
            origin ->
                assertThat(response.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly(origin));
  }

  private void awaitServed(RunningProxy running) {
    Awaitility.await().atMost(TIMEOUT).until(() -> get(running, "/v1/time").statusCode() == 200);
  }

  private static ServerProcess server(Map<String, String> settings) {
    Map<String, String> all = new java.util.HashMap<>(settings);
    all.put("FEEDHORN_HTTP_PROXIES", PROXY_ADDRESS);
    ServerProcess server = ServerProcess.start(all);
    // The first responses of a JVM may be so late that the server is not ready.
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> server.get("/health/ready").contains("\"outcome\":\"UP\""));
    return server;
  }

  private HttpResponse<String> publish(RunningProxy running) throws Exception {
    URI uri = running.address().resolve("/v1/topics/a.b");
    return client.send(
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("1"))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(RunningProxy running, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(running.address().resolve(path)).timeout(TIMEOUT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
