package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A page behind a network with faults receives the same updates as a page without faults, each once
 * and in order, and reports its state meanwhile. The tests run at the same time, because they wait
 * for the timeouts of the client.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultyNetworkIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;
  private FaultProxy proxy;
  private int published;

  @BeforeEach
  void start(@TempDir Path webroot) throws IOException {
    RecordingPage.writePage(webroot);
    server = LiveServer.start(LiveServer.NO_DATA, webroot);
    proxy = FaultProxy.before(server.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  private RecordingPage openThroughProxy() {
    return RecordingPage.open(chromium.newSession().expectingAnOutage(), proxy.address());
  }

  private RecordingPage openDirectly() {
    return RecordingPage.open(chromium.newSession(), server.origin());
  }

  /** Publishes until an assertion holds, far fewer updates than history retains. */
  private void publishUntil(ThrowingRunnable assertion) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(500))
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              publish();
              assertion.run();
            });
  }

  private void publish() {
    for (String topic : new String[] {"notify.a", "notify.b", "prices.A", "prices.B"}) {
      server.publish(topic, new JsonObject().put("n", ++published));
    }
  }

  private static void assertState(RecordingPage page, String state) {
    assertThat(page.state()).isEqualTo(state);
  }

  private void assertSameUpdates(RecordingPage direct, RecordingPage page) {
    publish();
    String last = "notify.b " + (published - 2);
    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              assertThat(direct.notifyUpdates()).endsWith(last);
              assertThat(page.notifyUpdates()).isEqualTo(direct.notifyUpdates());
              assertThat(page.newestPrices()).isEqualTo(direct.newestPrices());
            });
    assertThat(page.gaps()).isEmpty();
    assertThat(page.resets()).isEmpty();
  }

  @Test
  void aBlockedWebSocketIsReplacedBySse() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();

    publishUntil(() -> assertState(page, "live sse"));

    assertThat(page.reason()).contains("websocket: closed with 1006");
    assertThat(page.states()).anyMatch(state -> state.startsWith("connecting null, trying sse"));
    assertSameUpdates(direct, page);
  }

  @Test
  void aWebSocketThatIsCutRepeatedlyIsReplacedBySse() {
    proxy.setFaults(Faults.NONE.cuttingWebSocketsAfter(Duration.ofSeconds(8)));
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    publishUntil(() -> assertState(page, "live websocket"));

    publishUntil(() -> assertState(page, "live sse"));

    assertThat(page.reason()).contains("websocket: closed with 1006, again and again");
    assertThat(page.states())
        .filteredOn(state -> state.startsWith("reconnecting null, trying null"))
        .hasSize(2)
        .allMatch(state -> state.endsWith("websocket: closed with 1006"));
    assertSameUpdates(direct, page);
  }

  @Test
  void aBetterTransportIsTriedAgainAndUsedWithoutLoss() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    publishUntil(() -> assertState(page, "live sse"));

    proxy.setFaults(Faults.NONE);

    publishUntil(() -> assertState(page, "live websocket"));
    assertThat(page.states())
        .anyMatch(state -> state.startsWith("live sse, trying websocket"))
        .noneMatch(state -> state.startsWith("reconnecting"));
    assertSameUpdates(direct, page);
  }

  @Test
  void aSilentNetworkIsDetectedAndThePageRecovers() {
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    publishUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.blockingAll());

    publishUntil(
        () -> {
          assertState(page, "reconnecting null");
          assertThat(page.reason()).contains("does not answer");
        });
    assertThat(page.states())
        .anyMatch(state -> state.endsWith("websocket: the server fell silent"));

    proxy.setFaults(Faults.NONE);

    publishUntil(() -> assertThat(page.state()).startsWith("live"));
    assertSameUpdates(direct, page);
  }

  /** A sleeping computer: clocks jump, and connections fail without a notification. */
  @Test
  void aPageRecoversAfterItsComputerSleptForAMinute() {
    RecordingPage direct = openDirectly();
    BrowserSession session = chromium.newSession().expectingAnOutage();
    session.page().clock().install();
    RecordingPage page = RecordingPage.open(session, proxy.address());
    publishUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.blockingAll());
    publish();
    session.page().clock().fastForward("01:00");
    publish();

    publishUntil(() -> assertState(page, "reconnecting null"));
    assertThat(page.states())
        .anyMatch(state -> state.endsWith("websocket: the server fell silent"));

    proxy.cutConnections();
    proxy.setFaults(Faults.NONE);

    publishUntil(() -> assertThat(page.state()).startsWith("live"));
    assertSameUpdates(direct, page);
  }

  /** Without sleep: the server closes the connection meanwhile. */
  @Test
  @EnabledIfSystemProperty(named = "feedhorn.long", matches = "true")
  void aPageRecoversAfterTheNetworkFailedForAMinute() {
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    publishUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.blockingAll());
    long blocked = System.nanoTime();
    await()
        .pollInSameThread()
        .ignoreNoExceptions()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(TIMEOUT.multipliedBy(2))
        .until(
            () -> {
              publish();
              long seconds = Duration.ofNanos(System.nanoTime() - blocked).toSeconds();
              if (seconds > 15) {
                assertState(page, "reconnecting null");
              }
              return seconds >= 60;
            });
    assertThat(page.reason()).contains("does not answer");
    assertThat(page.states())
        .anyMatch(state -> state.endsWith("websocket: the server fell silent"))
        .filteredOn(state -> state.startsWith("reconnecting null, trying websocket"))
        .hasSizeGreaterThan(2);

    proxy.cutConnections();
    proxy.setFaults(Faults.NONE);

    publishUntil(() -> assertThat(page.state()).startsWith("live"));
    assertSameUpdates(direct, page);
  }

  /** The browser reports the outage, so the client need not detect it. */
  @Test
  void aPageRecoversAfterItsBrowserWasOffline() {
    RecordingPage direct = openDirectly();
    BrowserSession session = chromium.newSession().expectingAnOutage();
    RecordingPage page = RecordingPage.open(session, proxy.address());
    publishUntil(() -> assertState(page, "live websocket"));

    session.context().setOffline(true);

    await()
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(page.states())
                    .contains("reconnecting null, trying null: websocket: the network is gone"));

    publish();
    session.context().setOffline(false);

    publishUntil(() -> assertThat(page.state()).startsWith("live"));
    assertSameUpdates(direct, page);
  }

  @Test
  void aPageRecoversAfterItsConnectionsAreCut() {
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    for (int times = 0; times < 3; times++) {
      publishUntil(() -> assertThat(page.state()).startsWith("live"));
      proxy.cutConnections();
      publish();
    }

    publishUntil(
        () -> {
          assertThat(page.states()).anyMatch(state -> state.startsWith("reconnecting null"));
          assertThat(page.state()).startsWith("live");
        });
    assertSameUpdates(direct, page);
  }

  @Test
  void aBufferedStreamIsReplacedByLongPolling() {
    proxy.setFaults(Faults.NONE.refusingWebSockets().bufferingStreams());
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();

    publishUntil(() -> assertState(page, "live long-polling"));

    assertThat(page.reason()).contains("websocket: ", "sse: it sent no data");
    assertSameUpdates(direct, page);
  }

  @Test
  void aPageRecoversIfAProxyCutsIdleConnections() {
    proxy.setFaults(Faults.NONE.refusingWebSockets().cuttingIdleAfter(Duration.ofSeconds(2)));
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> assertThat(page.states()).anyMatch(state -> state.contains("again and")));

    publishUntil(() -> assertThat(page.state()).startsWith("live"));

    assertSameUpdates(direct, page);
  }

  @Test
  void aPageRecoversAfterAGatewayAnswered502() {
    RecordingPage direct = openDirectly();
    RecordingPage page = openThroughProxy();
    publishUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.answeringBadGateway());
    proxy.cutConnections();

    publishUntil(() -> assertThat(page.reason()).contains("HTTP status 502"));
    assertState(page, "reconnecting null");

    proxy.setFaults(Faults.NONE);

    publishUntil(() -> assertState(page, "live websocket"));
    assertSameUpdates(direct, page);
  }

  /**
   * The SockJS client is loaded from the server, and chooses a transport that works without
   * WebSocket.
   */
  @Test
  void sockJsIsUsedIfItIsRequested() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    RecordingPage direct = openDirectly();
    BrowserSession session = chromium.newSession().expectingAnOutage();
    RecordingPage page = RecordingPage.open(session, proxy.address(), "websocket", "sockjs");
    publishUntil(() -> assertState(page, "live sockjs"));

    proxy.cutConnections();
    publish();

    publishUntil(
        () ->
            assertThat(page.states())
                .filteredOn(state -> state.startsWith("live sockjs, trying null"))
                .hasSizeGreaterThan(1));
    assertThat(page.states()).anyMatch(state -> state.startsWith("reconnecting null"));
    assertThat(session.requests())
        .anyMatch(url -> url.endsWith("/sockjs.min.js"))
        .anyMatch(url -> url.contains("/eventbus/") && url.contains("/xhr"));
    assertSameUpdates(direct, page);
  }

  /** The page ends with the same values as a page that is opened after the restart. */
  @Test
  void aPageContinuesWithTheLogOfARestartedServer() {
    RecordingPage page = openThroughProxy();
    publishUntil(() -> assertState(page, "live websocket"));

    server.stop();

    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(page.reason()).contains("cannot be reached"));
    assertThat(page.states()).anyMatch(state -> state.endsWith("the server is restarting"));
    int before = published;
    server.restart();
    publish();
    publishUntil(() -> assertThat(page.state()).startsWith("live"));
    publish();

    RecordingPage laterPage = openDirectly();
    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              assertThat(laterPage.newestPrices()).hasSize(2);
              assertThat(page.newestPrices()).isEqualTo(laterPage.newestPrices());
              assertThat(page.notifyUpdates()).endsWith("notify.b " + (published - 2));
            });
    assertThat(page.resets()).contains("notify epoch", "prices epoch");
    assertThat(page.notifyUpdates()).doesNotHaveDuplicates().contains("notify.a " + (before - 3));
  }
}
