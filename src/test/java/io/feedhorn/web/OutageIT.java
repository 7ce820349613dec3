package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
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
 * The dashboard when the server goes and comes back, and when not every transport gets through. The
 * tests run at the same time: they wait for the timeouts of the client.
 */
@Execution(ExecutionMode.CONCURRENT)
class OutageIT {
  private static final Pattern WEB_SOCKET = Pattern.compile("/v1/ws");
  private static final Pattern API = Pattern.compile("/v1/");

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start(LiveServer.BUSY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Dashboard open(BrowserSession visitor) {
    Dashboard dashboard = new Dashboard(visitor.open(server.origin()));
    assertThat(dashboard.rows()).hasCount(LiveServer.BUSY.pricesTopics());
    return dashboard;
  }

  @Test
  void nothingOldIsShownAtFullBrightnessWhileTheServerIsAway() {
    Dashboard dashboard = open(chromium.visitor().expectingAnOutage()).isLiveBy("WebSocket");
    assertThat(dashboard.matches()).hasCount(LiveServer.BUSY.scoresTopics());
    assertThat(dashboard.standings().first()).isVisible();
    Brightness live = Brightness.of(dashboard);

    server.stop();

    dashboard.says("reconnecting", "Reconnecting");
    dashboard.areDim(dashboard.rows(), true);
    dashboard.areDim(dashboard.matches(), true);
    dashboard.areDim(dashboard.standings(), true);
    Brightness old = Brightness.of(dashboard);
    assertThat(old.price()).isLessThan(live.price() / 2);
    assertThat(old.score()).isLessThan(live.score() / 2);
    assertThat(old.points()).isLessThan(live.points() / 2);
    assertThat(live.sparkline()).isEqualTo(1);
    assertThat(old.sparkline()).isLessThan(0.5);
  }

  /** The visibility of values: contrast of text, opacity of drawings. */
  private record Brightness(double price, double score, double points, double sparkline) {
    static Brightness of(Dashboard dashboard) {
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

  /** The badge has more to say then than at any other time. */
  @ParameterizedTest
  @EnumSource(names = {"PHONE", "SMALL"})
  void theBadgeFitsAPhoneWhileReconnecting(Screen screen) {
    Dashboard dashboard =
        open(chromium.visitor(screen, ColorScheme.LIGHT).expectingAnOutage()).isLiveBy("WebSocket");

    server.stop();

    dashboard.says("reconnecting", "Reconnecting");
    PageMeasurements.assertNoSidewaysScroll(dashboard.page());
  }

  @Test
  void freshValuesFlowAgainOnceTheServerIsBack() {
    Dashboard dashboard = open(chromium.visitor().expectingAnOutage()).isLiveBy("WebSocket");
    server.stop();
    dashboard.says("reconnecting", "Reconnecting");
    dashboard.areDim(dashboard.rows(), true);

    server.startAgain();

    dashboard.isLive();
    dashboard.areDim(dashboard.rows(), false);
    dashboard.areDim(dashboard.matches(), false);
    for (Locator row : dashboard.rows().all()) {
      dashboard.moves(row);
    }
    assertThat(dashboard.rows()).hasCount(LiveServer.BUSY.pricesTopics());
    assertThat(dashboard.age()).hasText(Pattern.compile("^[01]\\.\\d s$"));
  }

  @Test
  void aRefusedWebSocketIsReplacedByServerSentEvents() {
    BrowserSession visitor = chromium.visitor();
    visitor.page().routeWebSocket(WEB_SOCKET, socket -> socket.close());

    goesOnBySse(visitor);
  }

  @Test
  void aWebSocketThatOpensAndSwallowsEverythingIsReplaced() {
    BrowserSession visitor = chromium.visitor();
    visitor.page().routeWebSocket(WEB_SOCKET, socket -> {});

    goesOnBySse(visitor);
  }

  private void goesOnBySse(BrowserSession visitor) {
    Dashboard dashboard = open(visitor).isLiveBy("SSE");

    dashboard.areDim(dashboard.rows(), false);
    dashboard.moves(dashboard.rows().first());
    dashboard.badge().locator("summary").click();
    assertThat(dashboard.badge().locator("dd").nth(2)).containsText("websocket:");
    assertThat(visitor.requests()).anyMatch(url -> url.contains("/v1/stream?"));
  }

  @Test
  void longPollingCarriesOnWhereNothingMayStream() {
    BrowserSession visitor = chromium.visitor().expectingAnOutage();
    visitor.page().routeWebSocket(WEB_SOCKET, socket -> socket.close());
    visitor.page().route(Pattern.compile("/v1/stream"), route -> route.abort());

    Dashboard dashboard = open(visitor).isLiveBy("Long polling");

    dashboard.areDim(dashboard.rows(), false);
    dashboard.moves(dashboard.rows().first());
  }

  @Test
  void aPageThatNeverReachesTheServerSaysSo() {
    BrowserSession visitor = chromium.visitor().expectingAnOutage();
    visitor.page().routeWebSocket(WEB_SOCKET, socket -> socket.close());
    visitor.page().route(API, route -> route.abort());

    Dashboard dashboard = new Dashboard(visitor.open(server.origin()));

    assertThat(dashboard.page().locator("#prices .state")).containsText("No connection");
    dashboard.says("connecting", "Connecting");
  }
}
