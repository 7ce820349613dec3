package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The dashboard shows published values exactly, and shows if there are none. */
@Execution(ExecutionMode.CONCURRENT)
class DashboardValuesIT {
  private static final String TOPIC = "prices.TEST";
  private static final String MATCH = "scores.match-1";
  private static final String STANDINGS = "scores.table.test";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DashboardPage open() {
    return new DashboardPage(chromium.newSession().open(server.origin()));
  }

  private void publishPrice(String price) {
    server.publish(
        TOPIC,
        new JsonObject()
            .put("name", "Test 100")
            .put("date", "2016-05-13")
            .put("price", new BigDecimal(price))
            .put("open", new BigDecimal("100.00"))
            .put("high", new BigDecimal("120.00"))
            .put("low", new BigDecimal("80.00"))
            .put("previousClose", new BigDecimal("99.00")));
  }

  @Test
  void theChangeIsThatAgainstTheDayBefore() {
    publishPrice("110.50");
    DashboardPage dashboard = open();
    Locator row = dashboard.row(TOPIC);
    assertThat(row.locator(".name")).hasText("Test 100");
    assertThat(row.locator(".ticker")).hasText("TEST");
    assertThat(dashboard.page().locator("#prices-day")).hasText("Friday, 13 May 2016");
    assertThat(row.locator(".price")).hasText("110.50");
    assertThat(row.locator(".percent")).hasText("+11.62%");
    assertThat(row.locator(".change")).hasText("+11.50");
    assertThat(row).hasAttribute("data-direction", "up");

    publishPrice("95.00");
    assertThat(row.locator(".price")).hasText("95.00");
    assertThat(row.locator(".percent")).hasText("\u22124.04%");
    assertThat(row.locator(".change")).hasText("\u22124.00");
    assertThat(row).hasAttribute("data-direction", "down");

    publishPrice("99.00");
    assertThat(row.locator(".percent")).hasText("0.00%");
    assertThat(row).hasAttribute("data-direction", "flat");
  }

  /** The topic of another day stays; its row says why it has no price. */
  @Test
  void anInstrumentIsNotShownBeforeItsFirstDay() {
    publishDay("prices.SPX", "2016-05-13", null);
    publishDay("prices.NEW", "2017-02-01", "2017-02-01");
    DashboardPage dashboard = open();
    Locator row = dashboard.row("prices.NEW");

    assertThat(row.locator(".unlisted")).hasText("Not listed until 1 Feb 2017");
    assertThat(row.locator(".price")).isHidden();
    assertThat(dashboard.page().locator("#prices-summary")).isEmpty();

    publishDay("prices.SPX", "2017-02-01", null);
    assertThat(row.locator(".price")).hasText("110.50");
    assertThat(row.locator(".unlisted")).isHidden();
    assertThat(dashboard.page().locator("#prices-summary")).hasText("1 up, 0 down");
  }

  private void publishDay(String topic, String date, @Nullable String listed) {
    JsonObject data = new JsonObject().put("name", topic).put("date", date);
    data.put("price", 110.5).put("previousClose", 100);
    server.publish(topic, listed == null ? data : data.put("listed", listed));
  }

  /** A feed of a user may have no more than a price. */
  @Test
  void aPriceAloneIsShownWithoutAChange() {
    server.publish("prices.EUR", new JsonObject().put("price", 1.08));
    Locator row = open().row("prices.EUR");

    assertThat(row.locator(".name")).hasText("EUR");
    assertThat(row.locator(".price")).hasText("1.08");
    assertThat(row.locator(".percent")).hasText("\u2013");
    assertThat(row.locator(".track")).isHidden();
  }

  /** Everybody who may publish can publish anything: the other rows must go on. */
  @Test
  void valuesThatAreNoPricesAndMatchesAreNotShown() {
    JsonObject text = new JsonObject().put("price", "1.10");
    JsonObject other = new JsonObject().put("bid", 1);
    server.publish("prices.AAA", text);
    server.publish("scores.match-0", new JsonObject().put("home", "A"));
    server.publish("scores.table.other", new JsonObject().put("rows", 5));
    publishPrice("110.50");
    DashboardPage dashboard = open();
    assertThat(dashboard.row(TOPIC).locator(".price")).hasText("110.50");

    server.publish("prices.AAA", other);
    server.publish(TOPIC, text);
    publishMatch(40, 1, 0, new JsonObject());
    publishPrice("95.00");

    assertThat(dashboard.row(TOPIC).locator(".price")).hasText("95.00");
    assertThat(dashboard.page().locator("#matches li")).hasCount(1);
    assertThat(dashboard.row("prices.AAA")).hasCount(0);
  }

  @Test
  void theWatchListShowsAValueThatNoTableCanShow() {
    server.publish(TOPIC, new JsonObject().put("state", "closed").put("level", 3));
    server.publish(MATCH, new JsonObject().put("home", "A").put("minute", 5));
    String list = "/?watch=" + TOPIC + "," + MATCH;
    Locator tiles = chromium.newSession().open(server.origin() + list).locator(".tile");
    assertThat(tiles.locator("strong")).hasText(new String[] {"3", "5"});
    assertThat(tiles.locator(".detail")).hasText(new String[] {"", ""});

    publishPrice("110.50");
    publishMatch(40, 1, 0, new JsonObject());
    assertThat(tiles.locator("strong")).hasText(new String[] {"110.50", "1 \u2013 0"});

    server.publish(TOPIC, new JsonObject().put("level", 4));
    server.publish(MATCH, new JsonObject().put("minute", 41));
    assertThat(tiles.locator("strong")).hasText(new String[] {"4", "41"});
  }

  @Test
  void onlyTheChangedDigitsAreHighlighted() {
    publishPrice("110.50");
    Locator row = open().row(TOPIC);
    assertThat(row.locator(".price")).hasText("110.50");

    publishPrice("110.75");

    assertThat(row.locator(".price .tail")).hasText("75");
  }

  @Test
  void pricesWithoutUpdatesAreMarkedAsStale() {
    DashboardPage dashboard = open().awaitLive("WebSocket");
    awaitFresh(dashboard);

    dashboard.awaitBadge("stale", "Stale");
    dashboard.awaitDimmed(dashboard.rows(), true);

    awaitFresh(dashboard);
  }

  /** Publishes a price until it is shown as live: it is live for some seconds only. */
  private void awaitFresh(DashboardPage dashboard) {
    await()
        .pollInSameThread()
        .until(
            () -> {
              publishPrice("110.50");
              return dashboard.page().locator("#badge[data-tone=live]").count() == 1
                  && dashboard.page().locator("#prices tbody tr:not([data-old])").count() == 1;
            });
  }

  @Test
  void topicsThatAreGoneAfterARestartAreRemoved() {
    server.publish("prices.GONE", new JsonObject().put("price", 1.5).put("open", 1));
    publishPrice("110.50");
    publishMatch(40, 1, 0, new JsonObject());
    BrowserSession session = chromium.newSession().expectingAnOutage();
    session.page().clock().install();
    DashboardPage dashboard = new DashboardPage(session.open(server.origin()));
    assertThat(dashboard.rows()).hasCount(2);
    assertThat(dashboard.matches()).hasCount(1);

    server.stop();
    server.restart();
    publishPrice("95.00");
    assertThat(dashboard.row(TOPIC).locator(".price")).hasText("95.00");
    session.page().clock().fastForward("00:31");

    assertThat(dashboard.rows()).hasCount(1);
    assertThat(dashboard.matches()).hasCount(0);
    assertThat(dashboard.page().locator("#prices-summary")).hasText("0 up, 1 down");
  }

  @Test
  void aDashboardWithoutDataShowsIt() {
    DashboardPage dashboard = open();

    for (String what : new String[] {"prices", "matches", "standings"}) {
      assertThat(dashboard.page().locator("#" + what + " .state"))
          .containsText("No " + what + " yet");
    }
    dashboard.awaitLive("WebSocket");
  }

  private void publishMatch(int minute, int homeScore, int awayScore, JsonObject goal) {
    server.publish(
        MATCH,
        new JsonObject()
            .put("division", "Test League")
            .put("date", "2016-05-15")
            .put("home", "Leicester City")
            .put("away", "Chelsea")
            .put("homeScore", homeScore)
            .put("awayScore", awayScore)
            .put("minute", minute)
            .put("phase", "first-half")
            .put("goal", goal.isEmpty() ? null : goal));
  }

  @Test
  void theSideThatScoredIsHighlighted() {
    publishMatch(12, 0, 0, new JsonObject());
    DashboardPage dashboard = open();
    Locator match = dashboard.match(MATCH);
    assertThat(match.locator(".clock")).hasText("12\u2032");
    assertThat(match.locator(".score")).hasText(new String[] {"0", "0"});
    assertThat(match.locator(".side[data-scored]")).hasCount(0);

    publishMatch(14, 0, 1, new JsonObject().put("side", "away").put("minute", 14));

    Locator scorer = match.locator(".side[data-scored]");
    assertThat(scorer.locator(".club")).hasText("Chelsea");
    assertThat(scorer.locator(".chip")).isVisible();
    assertThat(match.locator(".score")).hasText(new String[] {"0", "1"});
    assertThat(match.locator(".line .away")).hasCount(1);
    assertThat(dashboard.page().locator("#goals"))
        .hasText("Goal, minute 14: Leicester City 0, Chelsea 1");
  }

  private void publishStandings(JsonObject... rows) {
    server.publish(
        STANDINGS,
        new JsonObject()
            .put("division", "Test League")
            .put("date", "2016-05-15")
            .put("rows", new JsonArray(List.of(rows))));
  }

  private static JsonObject club(String name, int won, int goalsAgainst) {
    return new JsonObject()
        .put("club", name)
        .put("played", 2)
        .put("won", won)
        .put("drawn", 0)
        .put("lost", 2 - won)
        .put("goalsFor", 2)
        .put("goalsAgainst", goalsAgainst)
        .put("points", 3 * won);
  }

  @Test
  void aClubThatRisesIsMovedUpAndMarked() {
    publishStandings(club("Leicester City", 1, 1), club("Chelsea", 0, 5));
    DashboardPage dashboard = open();
    Locator rows = dashboard.standings().locator("tbody tr");
    assertThat(rows.locator(".club")).hasText(new String[] {"Leicester City", "Chelsea"});
    assertThat(rows.first().locator("td"))
        .hasText(new String[] {"1", "2", "1", "0", "1", "2", "1", "+1", "3"});

    publishStandings(club("Chelsea", 2, 1), club("Leicester City", 1, 4));

    assertThat(rows.locator(".club")).hasText(new String[] {"Chelsea", "Leicester City"});
    assertThat(rows.locator("td.points")).hasText(new String[] {"6", "3"});
    assertThat(rows.first().locator(".climb")).hasText("\u25b2\u20091");
    assertThat(rows.last()).containsText("\u22122");
  }
}
