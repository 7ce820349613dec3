package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The dashboard while the server is stopped, after its restart, and with blocked transports. The
 * tests run at the same time, because they wait for the timeouts of the client.
 */
@Execution(ExecutionMode.CONCURRENT)
class DashboardOutageIT {
  private static final Pattern WEB_SOCKET = Pattern.compile("/v1/ws");
  private static final Pattern API = Pattern.compile("/v1/");

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start(LiveServer.DEMO_DATA);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DashboardPage open(BrowserSession session) {
    DashboardPage dashboard = new DashboardPage(session.open(server.origin()));
    assertThat(dashboard.rows()).hasCount(LiveServer.DEMO_DATA.pricesTopics());
    return dashboard;
  }

  @Test
  void oldValuesAreDimmedWhileTheServerIsStopped() {
    DashboardPage dashboard =
        open(chromium.newSessionWithReducedMotion().expectingAnOutage()).awaitLive("WebSocket");
    assertThat(dashboard.matches()).hasCount(LiveServer.DEMO_DATA.scoresTopics());
    assertThat(dashboard.standings().first()).isVisible();
    // Whatever is late on a busy machine is dimmed for a while.
    Brightness live =
        await()
            .pollInSameThread()
            .until(() -> Brightness.of(dashboard), shown -> shown.sparkline() == 1);

    server.stop();

    dashboard.awaitBadge("reconnecting", "Reconnecting");
    dashboard.awaitDimmed(dashboard.rows(), true);
    dashboard.awaitDimmed(dashboard.matches(), true);
    dashboard.awaitDimmed(dashboard.standings(), true);
    Brightness old = Brightness.of(dashboard);
    assertThat(old.price()).isLessThan(live.price() / 2);
    assertThat(old.score()).isLessThan(live.score() / 2);
    assertThat(old.points()).isLessThan(live.points() / 2);
    assertThat(old.sparkline()).isLessThan(0.5);
  }

  /** The visibility of values: contrast of text, opacity of drawings. */
  private record Brightness(double price, double score, double points, double sparkline) {
    static Brightness of(DashboardPage dashboard) {
      Locator row = dashboard.rows().first();
      return new Brightness(
          Contrast.of(row.locator(".price span").first()),
          Contrast.of(dashboard.matches().first().locator(".club").first()),
          Contrast.of(dashboard.standings().first().locator("td.points").first()),
          opacity(row.locator(".spark")));
    }

    private static double opacity(Locator node) {
      return Double.parseDouble((String) node.evaluate("node => getComputedStyle(node).opacity"));
    }
  }

  /** The text of the badge is longest while reconnecting. */
  @ParameterizedTest
  @EnumSource(names = {"PHONE", "SMALL"})
  void theBadgeFitsAPhoneWhileReconnecting(ScreenSize screen) {
    DashboardPage dashboard =
        open(chromium.newSessionWithReducedMotion(screen).expectingAnOutage())
            .awaitLive("WebSocket");

    server.stop();

    dashboard.awaitBadge("reconnecting", "Reconnecting");
    PageMeasurements.assertNoHorizontalScrolling(dashboard.page());
  }

  @Test
  void valuesContinueAfterTheServerHasRestarted() {
    DashboardPage dashboard =
        open(chromium.newSessionWithReducedMotion().expectingAnOutage()).awaitLive("WebSocket");
    server.stop();
    dashboard.awaitBadge("reconnecting", "Reconnecting");
    dashboard.awaitDimmed(dashboard.rows(), true);

    server.restart();

    dashboard.awaitLive();
    dashboard.awaitDimmed(dashboard.rows(), false);
    dashboard.awaitDimmed(dashboard.matches(), false);
    for (Locator row : dashboard.rows().all()) {
      dashboard.awaitPriceChange(row);
    }
    assertThat(dashboard.rows()).hasCount(LiveServer.DEMO_DATA.pricesTopics());
    assertThat(dashboard.age()).hasText(Pattern.compile("^[01]\\.\\d s$"));
  }

  @Test
  void aRefusedWebSocketIsReplacedByServerSentEvents() {
    BrowserSession session = chromium.newSessionWithReducedMotion();
    session.page().routeWebSocket(WEB_SOCKET, socket -> socket.close());

    assertSseReplacesWebSocket(session);
  }

  @Test
  void aWebSocketWithoutDataIsReplacedByServerSentEvents() {
    BrowserSession session = chromium.newSessionWithReducedMotion();
    session.page().routeWebSocket(WEB_SOCKET, socket -> {});

    assertSseReplacesWebSocket(session);
  }

  private void assertSseReplacesWebSocket(BrowserSession session) {
    DashboardPage dashboard = open(session).awaitLive("SSE");

    dashboard.awaitDimmed(dashboard.rows(), false);
    dashboard.awaitPriceChange(dashboard.rows().first());
    dashboard.badge().locator("summary").click();
    assertThat(dashboard.badge().locator("dd").nth(2)).containsText("websocket:");
    assertThat(session.requests()).anyMatch(url -> url.contains("/v1/stream?"));
  }

  @Test
  void longPollingIsUsedIfStreamsAreBlocked() {
    BrowserSession session = chromium.newSessionWithReducedMotion().expectingAnOutage();
    session.page().routeWebSocket(WEB_SOCKET, socket -> socket.close());
    session.page().route(Pattern.compile("/v1/stream"), route -> route.abort());

    DashboardPage dashboard = open(session).awaitLive("Long polling");

    dashboard.awaitDimmed(dashboard.rows(), false);
    dashboard.awaitPriceChange(dashboard.rows().first());
  }

  @Test
  void aPageThatCannotReachTheServerShowsIt() {
    BrowserSession session = chromium.newSessionWithReducedMotion().expectingAnOutage();
    session.page().routeWebSocket(WEB_SOCKET, socket -> socket.close());
    session.page().route(API, route -> route.abort());

    DashboardPage dashboard = new DashboardPage(session.open(server.origin()));

    assertThat(dashboard.page().locator("#prices .state")).containsText("No connection");
    dashboard.awaitBadge("connecting", "Connecting");
  }
}
