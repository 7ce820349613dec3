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
 * 200 EventSources of a real Chromium and 200 of undici lose their server for a while: all of them
 * are back within ten seconds, and none misses anything that it was not told of.
 */
@Timeout(300)
class ReturningEventSourcesIT {
  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
  private static final Duration OVERLOAD = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OF_EACH_KIND = 200;
  private static final int PAGES = 4;
  private static final String TOPIC = "notify.crowd";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private final List<EventSources> crowd = new ArrayList<>();
  private Path folder;

  @BeforeEach
  void anEmptyFolder(@TempDir Path empty) {
    folder = empty;
  }

  @BeforeAll
  static void install() throws IOException {
    if (!Command.isThere("npm", "--version")) {
      NodeScripts.passOver("npm is not on the path: undici is not tested.");
    }
    new NodeToolchain().install();
  }

  @AfterEach
  void leave() {
    crowd.forEach(EventSources::close);
  }

  /** Half of them lose their connection and come back to it, the others come to it first. */
  @Test
  void aServerThatIsOverloadedForFiveSeconds() throws Exception {
    SelfSignedCertificate cert = SelfSignedCertificate.of(folder, "EC");
    TlsOptions files = cert.write(folder);
    try (Ballast ballast = new Ballast();
        RunningServer server = RunningServer.with(overloadedWith(ballast).tls(files));
        FaultProxy proxy = FaultProxy.before(server.port())) {
      String address = proxy.address().replace("http:", "https:");
      HttpClient client = HttpClient.newBuilder().sslContext(cert.trusting()).build();
      publish(server, 1);
      open(address, files, OF_EACH_KIND / 2);
      awaitWhole(PATIENCE, 1, OF_EACH_KIND);

      ballast.load();
      awaitReady(client, server.address(), 503);
      long began = System.nanoTime();
      proxy.cutConnections();
      open(address, files, OF_EACH_KIND / 2);
      publish(server, 2);
      awaitAllRefused();
      await().until(() -> System.nanoTime() - began > OVERLOAD.toNanos());
      publish(server, 3);
      ballast.drop();
      awaitReady(client, server.address(), 200);

      awaitWhole(BACK_WITHIN, 3, 2 * OF_EACH_KIND);
      assertThat(State.of(crowd).reset()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NGINX", "HAPROXY"})
  void aServerThatIsRestartedBehind(String name) throws Exception {
    SelfSignedCertificate cert = SelfSignedCertificate.of(folder, "RSA");
    TlsOptions files = cert.write(folder);
    try (LiveServer server = LiveServer.start(LiveServer.QUIET);
        RunningProxy proxy = RunningProxy.named(name, folder, cert, server.port())) {
      publish(server);
      open(proxy.address().toString(), files, OF_EACH_KIND);
      awaitWhole(PATIENCE, 1, 2 * OF_EACH_KIND);
      publish(server);
      awaitWhole(PATIENCE, 2, 2 * OF_EACH_KIND);

      server.stop();
      awaitAllRefused();
      server.startAgain();
      publish(server);

      awaitWhole(BACK_WITHIN, 1, 2 * OF_EACH_KIND);
      // The log did not survive, and each of them was told.
      assertThat(State.of(crowd).reset()).isEqualTo(2 * OF_EACH_KIND);
      publish(server);
      awaitWhole(PATIENCE, 2, 2 * OF_EACH_KIND);
    }
  }

  /** Half of them in the browser, on several pages. */
  private void open(String address, TlsOptions files, int ofEachKind) throws IOException {
    crowd.add(NodeEventSources.of("undici", address, files.cert(), TOPIC, ofEachKind));
    for (int i = 0; i < PAGES; i++) {
      crowd.add(BrowserEventSources.of(chromium, address, TOPIC, ofEachKind / PAGES));
    }
  }

  private void awaitAllRefused() {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(State.of(crowd).refused())
                    .as("%s", states())
                    .isEqualTo(2 * OF_EACH_KIND));
  }

  private void awaitWhole(Duration patience, int offset, int readers) {
    await()
        .pollInSameThread()
        .atMost(patience)
        .untilAsserted(
            () -> {
              State state = State.of(crowd);
              assertThat(state.open()).as("%s", states()).isEqualTo(readers);
              assertThat(state.closed()).isZero();
              assertThat(state.missing()).isZero();
              assertThat(state.newest()).singleElement().asString().endsWith(":" + offset);
            });
  }

  private List<State> states() {
    return crowd.stream().map(EventSources::state).toList();
  }

  private static void publish(RunningServer server, int number) {
    Publisher.on(server.vertx()).publish(TOPIC, new JsonObject().put("n", number)).await();
  }

  private static void publish(LiveServer server) {
    server.publish(TOPIC, new JsonObject());
  }

  /** With less memory than the ballast takes. */
  private static ServerSetup overloadedWith(Ballast ballast) {
    System.gc();
    int percent = (int) Math.ceil(100 * MemoryPressure.heapInUse()) + ballast.percent() / 2;
    return ServerSetup.DEFAULT.limits(Limits.DEFAULT.memoryPercent(percent));
  }

  private static void awaitReady(HttpClient client, String address, int status) {
    HttpRequest ready = HttpRequest.newBuilder(URI.create(address + "/health/ready")).build();
    await()
        .atMost(PATIENCE)
        .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == status);
  }
}
