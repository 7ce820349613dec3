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
 * A page behind a network that fails ends with what a page has that never lost its link, each
 * update once and in order, and says meanwhile what it does. The tests run at the same time: they
 * wait for the timeouts of the client.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultyNetworkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;
  private FaultProxy proxy;
  private int published;

  @BeforeEach
  void start(@TempDir Path webroot) throws IOException {
    RecordingPage.writePage(webroot);
    server = LiveServer.start(LiveServer.QUIET, webroot);
    proxy = FaultProxy.before(server.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  private RecordingPage behindTheProxy() {
    return RecordingPage.at(chromium.visitor().expectingAnOutage(), proxy.address());
  }

  private RecordingPage undisturbed() {
    return RecordingPage.at(chromium.visitor(), server.origin());
  }

  /** Something happens all the while, 50 updates a topic at most, which history holds. */
  private void meanwhileUntil(ThrowingRunnable claim) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(500))
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              publish();
              claim.run();
            });
  }

  private void publish() {
    for (String topic : new String[] {"notify.a", "notify.b", "prices.A", "prices.B"}) {
      server.publish(topic, new JsonObject().put("n", ++published));
    }
  }

  private static void assertState(RecordingPage witness, String state) {
    assertThat(witness.state()).isEqualTo(state);
  }

  private void assertEndsLike(RecordingPage undisturbed, RecordingPage page) {
    publish();
    String last = "notify.b " + (published - 2);
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(undisturbed.every()).endsWith(last);
              assertThat(page.every()).isEqualTo(undisturbed.every());
              assertThat(page.newest()).isEqualTo(undisturbed.newest());
            });
    assertThat(page.holes()).isEmpty();
    assertThat(page.resets()).isEmpty();
  }

  @Test
  void aWebSocketThatIsBlockedFromTheStart() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();

    meanwhileUntil(() -> assertState(page, "live sse"));

    assertThat(page.why()).contains("websocket: closed with 1006");
    assertThat(page.said()).anyMatch(said -> said.startsWith("connecting null, trying sse"));
    assertEndsLike(undisturbed, page);
  }

  @Test
  void aWebSocketThatIsCutAgainAndAgain() {
    proxy.setFaults(Faults.NONE.cuttingWebSocketsAfter(Duration.ofSeconds(5)));
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    meanwhileUntil(() -> assertState(page, "live websocket"));

    meanwhileUntil(() -> assertState(page, "live sse"));

    assertThat(page.why()).contains("websocket: closed with 1006, again and again");
    assertThat(page.said())
        .filteredOn(said -> said.startsWith("reconnecting null, trying null"))
        .hasSize(2)
        .allMatch(said -> said.endsWith("websocket: closed with 1006"));
    assertEndsLike(undisturbed, page);
  }

  @Test
  void aBetterTransportIsTriedAgainAndTakesOverWithoutALoss() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    meanwhileUntil(() -> assertState(page, "live sse"));

    proxy.setFaults(Faults.NONE);

    meanwhileUntil(() -> assertState(page, "live websocket"));
    assertThat(page.said())
        .anyMatch(said -> said.startsWith("live sse, trying websocket"))
        .noneMatch(said -> said.startsWith("reconnecting"));
    assertEndsLike(undisturbed, page);
  }

  @Test
  void aNetworkThatIsGoneForAWhileAndSaysNothing() {
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    meanwhileUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.blockingAll());

    meanwhileUntil(
        () -> {
          assertState(page, "reconnecting null");
          assertThat(page.why()).contains("does not answer");
        });
    assertThat(page.said()).anyMatch(said -> said.endsWith("websocket: the server fell silent"));

    proxy.setFaults(Faults.NONE);

    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));
    assertEndsLike(undisturbed, page);
  }

  /** The machine sleeps: its clocks jump, its network is gone, and neither is told. */
  @Test
  void aLaptopWhoseLidIsClosedForAMinute() {
    RecordingPage undisturbed = undisturbed();
    BrowserSession visitor = chromium.visitor().expectingAnOutage();
    visitor.page().clock().install();
    RecordingPage page = RecordingPage.at(visitor, proxy.address());
    meanwhileUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.blockingAll());
    publish();
    visitor.page().clock().fastForward("01:00");
    publish();

    meanwhileUntil(() -> assertState(page, "reconnecting null"));
    assertThat(page.said()).anyMatch(said -> said.endsWith("websocket: the server fell silent"));

    proxy.cutConnections();
    proxy.setFaults(Faults.NONE);

    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));
    assertEndsLike(undisturbed, page);
  }

  /** The same minute, but awake: the server gives the connection up meanwhile. */
  @Test
  @EnabledIfSystemProperty(named = "feedhorn.long", matches = "true")
  void aNetworkThatIsGoneForAMinute() {
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    meanwhileUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.blockingAll());
    long gone = System.nanoTime();
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(PATIENCE.multipliedBy(2))
        .until(
            () -> {
              publish();
              long seconds = Duration.ofNanos(System.nanoTime() - gone).toSeconds();
              if (seconds > 15) {
                assertState(page, "reconnecting null");
              }
              return seconds >= 60;
            });
    assertThat(page.why()).contains("does not answer");
    assertThat(page.said())
        .anyMatch(said -> said.endsWith("websocket: the server fell silent"))
        .filteredOn(said -> said.startsWith("reconnecting null, trying websocket"))
        .hasSizeGreaterThan(2);

    proxy.cutConnections();
    proxy.setFaults(Faults.NONE);

    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));
    assertEndsLike(undisturbed, page);
  }

  /** Told by the browser, and not found out by questions that nobody answers. */
  @Test
  void aBrowserThatIsOfflineForAWhile() {
    RecordingPage undisturbed = undisturbed();
    BrowserSession visitor = chromium.visitor().expectingAnOutage();
    RecordingPage page = RecordingPage.at(visitor, proxy.address());
    meanwhileUntil(() -> assertState(page, "live websocket"));

    visitor.context().setOffline(true);

    await()
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(page.said())
                    .contains("reconnecting null, trying null: websocket: the network is gone"));

    publish();
    visitor.context().setOffline(false);

    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));
    assertEndsLike(undisturbed, page);
  }

  @Test
  void aLinkThatIsCut() {
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    for (int times = 0; times < 3; times++) {
      meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));
      proxy.cutConnections();
      publish();
    }

    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));

    assertThat(page.said()).anyMatch(said -> said.startsWith("reconnecting null"));
    assertEndsLike(undisturbed, page);
  }

  @Test
  void aStreamThatIsBuffered() {
    proxy.setFaults(Faults.NONE.refusingWebSockets().bufferingStreams());
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();

    meanwhileUntil(() -> assertState(page, "live long-polling"));

    assertThat(page.why()).contains("websocket: ", "sse: it opened, but sent no data");
    assertEndsLike(undisturbed, page);
  }

  @Test
  void aProxyThatCutsWhatIsIdle() {
    proxy.setFaults(Faults.NONE.refusingWebSockets().cuttingIdleAfter(Duration.ofSeconds(2)));
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(page.said()).anyMatch(said -> said.contains("again and")));

    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));

    assertEndsLike(undisturbed, page);
  }

  @Test
  void aGatewayWithoutItsServerForAWhile() {
    RecordingPage undisturbed = undisturbed();
    RecordingPage page = behindTheProxy();
    meanwhileUntil(() -> assertState(page, "live websocket"));

    proxy.setFaults(Faults.NONE.answeringBadGateway());
    proxy.cutConnections();

    meanwhileUntil(() -> assertThat(page.why()).contains("answered 502"));
    assertState(page, "reconnecting null");

    proxy.setFaults(Faults.NONE);

    meanwhileUntil(() -> assertState(page, "live websocket"));
    assertEndsLike(undisturbed, page);
  }

  /**
   * SockJS is loaded from the server, and finds by itself what a network without WebSocket takes.
   */
  @Test
  void sockJsWhereItIsAskedFor() {
    proxy.setFaults(Faults.NONE.refusingWebSockets());
    RecordingPage undisturbed = undisturbed();
    BrowserSession visitor = chromium.visitor().expectingAnOutage();
    RecordingPage page = RecordingPage.at(visitor, proxy.address(), "websocket", "sockjs");
    meanwhileUntil(() -> assertState(page, "live sockjs"));

    proxy.cutConnections();
    publish();

    meanwhileUntil(
        () ->
            assertThat(page.said())
                .filteredOn(said -> said.startsWith("live sockjs, trying null"))
                .hasSizeGreaterThan(1));
    assertThat(page.said()).anyMatch(said -> said.startsWith("reconnecting null"));
    assertThat(visitor.requests())
        .anyMatch(url -> url.endsWith("/sockjs.min.js"))
        .anyMatch(url -> url.contains("/eventbus/") && url.contains("/xhr"));
    assertEndsLike(undisturbed, page);
  }

  /** Nobody has a link to a server that is gone: who comes after it has what there is. */
  @Test
  void aServerThatIsRestarted() {
    RecordingPage page = behindTheProxy();
    meanwhileUntil(() -> assertState(page, "live websocket"));

    server.stop();

    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(page.why()).contains("cannot be reached"));
    assertThat(page.said()).anyMatch(said -> said.endsWith("the server is restarting"));
    int before = published;
    server.startAgain();
    publish();
    meanwhileUntil(() -> assertThat(page.state()).startsWith("live"));
    publish();

    RecordingPage afterwards = undisturbed();
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(afterwards.newest()).hasSize(2);
              assertThat(page.newest()).isEqualTo(afterwards.newest());
              assertThat(page.every()).endsWith("notify.b " + (published - 2));
            });
    assertThat(page.resets()).contains("notify epoch", "prices epoch");
    assertThat(page.every()).doesNotHaveDuplicates().contains("notify.a " + (before - 3));
  }
}
