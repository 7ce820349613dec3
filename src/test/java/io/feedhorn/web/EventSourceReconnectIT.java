package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.clients.NodeToolchain;
import io.feedhorn.health.MemoryPressure;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.http.TlsOptions;
import io.feedhorn.limits.Limits;
import io.feedhorn.proxy.RunningProxy;
import io.feedhorn.publish.Publisher;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import io.feedhorn.web.EventSources.State;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 200 EventSources of Chromium and 200 of undici lose their server for a while. All must reconnect,
 * and none may miss an update without a notification.
 */
@Timeout(400)
class EventSourceReconnectIT {
  private static final Duration OVERLOAD = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int READERS_PER_LIBRARY = 200;
  private static final int PAGES = 4;
  private static final String TOPIC = "notify.a";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private final List<EventSources> eventSources = new ArrayList<>();
  private Path directory;

  @BeforeEach
  void createDirectory(@TempDir Path empty) {
    directory = empty;
  }

  @BeforeAll
  static void install() throws IOException {
    if (!Command.isInstalled("npm", "--version")) {
      NodeScripts.skipTest("npm is not on the path: undici is not tested.");
    }
    new NodeToolchain().install();
  }

  @AfterEach
  void closeEventSources() {
    eventSources.forEach(EventSources::close);
  }

  /** Half of them lose their connection and reconnect, the others connect for the first time. */
  @Test
  void allReconnectToAServerThatWasOverloadedForFiveSeconds() throws Exception {
    SelfSignedCertificate cert = SelfSignedCertificate.of(directory, "EC");
    TlsOptions files = cert.write(directory);
    try (HeapFiller filler = new HeapFiller();
        RunningServer server = RunningServer.with(memoryLimitBelow(filler).tls(files));
        FaultProxy proxy = FaultProxy.before(server.port())) {
      String address = proxy.address().replace("http:", "https:");
      HttpClient client = HttpClient.newBuilder().sslContext(cert.trusting()).build();
      publish(server, 1);
      open(address, files, READERS_PER_LIBRARY / 2);
      awaitComplete(1, READERS_PER_LIBRARY);

      filler.fill();
      awaitReady(client, server.address(), 503);
      long began = System.nanoTime();
      proxy.cutConnections();
      open(address, files, READERS_PER_LIBRARY / 2);
      publish(server, 2);
      awaitAllRefused();
      await().until(() -> System.nanoTime() - began > OVERLOAD.toNanos());
      publish(server, 3);
      filler.release();
      awaitReady(client, server.address(), 200);

      awaitComplete(3, 2 * READERS_PER_LIBRARY);
      assertThat(State.of(eventSources).reset()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NGINX", "HAPROXY"})
  void allReconnectThroughAProxyToARestartedServer(String name) throws Exception {
    SelfSignedCertificate cert = SelfSignedCertificate.of(directory, "RSA");
    TlsOptions files = cert.write(directory);
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA);
        RunningProxy proxy = RunningProxy.named(name, directory, cert, server.port())) {
      publish(server);
      open(proxy.address().toString(), files, READERS_PER_LIBRARY);
      awaitComplete(1, 2 * READERS_PER_LIBRARY);
      publish(server);
      awaitComplete(2, 2 * READERS_PER_LIBRARY);

      server.stop();
      awaitAllRefused();
      server.restart();
      publish(server);

      awaitComplete(1, 2 * READERS_PER_LIBRARY);
      // The log is new, and each reader received a reset.
      assertThat(State.of(eventSources).reset()).isEqualTo(2 * READERS_PER_LIBRARY);
      publish(server);
      awaitComplete(2, 2 * READERS_PER_LIBRARY);
    }
  }

  /** Opens readers in Node, and as many in the browser on several pages. */
  private void open(String address, TlsOptions files, int ofEachKind) throws IOException {
    eventSources.add(NodeEventSources.of("undici", address, files.cert(), TOPIC, ofEachKind));
    for (int i = 0; i < PAGES; i++) {
      eventSources.add(BrowserEventSources.of(chromium, address, TOPIC, ofEachKind / PAGES));
    }
  }

  private void awaitAllRefused() {
    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(State.of(eventSources).refused())
                    .as("%s", states())
                    .isEqualTo(2 * READERS_PER_LIBRARY));
  }

  private void awaitComplete(int offset, int readers) {
    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              State state = State.of(eventSources);
              assertThat(state.open()).as("%s", states()).isEqualTo(readers);
              assertThat(state.closed()).isZero();
              assertThat(state.missing()).isZero();
              assertThat(state.newest()).singleElement().asString().endsWith(":" + offset);
            });
  }

  private List<State> states() {
    return eventSources.stream().map(EventSources::state).toList();
  }

  private static void publish(RunningServer server, int number) {
    Publisher.on(server.vertx()).publish(TOPIC, new JsonObject().put("n", number)).await();
  }

  private static void publish(LiveServer server) {
    server.publish(TOPIC, new JsonObject());
  }

  /** Returns a setup whose memory limit the filler exceeds. */
  private static ServerSetup memoryLimitBelow(HeapFiller filler) {
    System.gc();
    int percent = (int) Math.ceil(100 * MemoryPressure.heapInUse()) + filler.percent() / 2;
    return ServerSetup.DEFAULT.limits(Limits.DEFAULT.memoryPercent(percent));
  }

  private static void awaitReady(HttpClient client, String address, int status) {
    HttpRequest ready = HttpRequest.newBuilder(URI.create(address + "/health/ready")).build();
    await()
        .atMost(TIMEOUT)
        .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == status);
  }
}
