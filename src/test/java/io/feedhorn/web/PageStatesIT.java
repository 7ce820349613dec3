package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The texts of every page while its server is gone, after it has returned, and without data. */
class PageStatesIT {
  private static final String NO_VALUE = "\u2013";

  /**
   * A time after which the comparison does not start over because its clock has become more exact:
   * if it did so after the last update, nothing would be measured.
   */
  private static final Pattern NO_NEW_WINDOW = Pattern.compile("0:1[6-9]|0:[2-5]\\d|[1-9].*");

  private static final Pattern THIRTY_SECONDS_OR_MORE = Pattern.compile("^(3\\d|[4-9]\\d) s$");
  private static final Pattern LEAD =
      Pattern.compile("^Pushed updates are .+ ms old, polled each second [\\d,.]+ ms\\.$");
  private static final Pattern AS_OF =
      Pattern.compile(
          "^This page shows the state of \\d\\d:\\d\\d:\\d\\d and reconnects by itself\\. Reason: .+");
  private static final Pattern UNTIL =
      Pattern.compile("^until the last update, \\d\\d:\\d\\d:\\d\\d$");

  @RegisterExtension static final Chromium chromium = new Chromium();

  /** All pages of one server, each in its own session. */
  private record Pages(
      DashboardPage dashboardPage, ChatPage chatPage, Page comparePage, Page inspectPage) {
    static Pages open(LiveServer server) {
      BrowserSession[] visitors =
          Stream.generate(
                  () -> chromium.newSession(ScreenSize.WIDE, ColorScheme.LIGHT).expectingAnOutage())
              .limit(4)
              .toArray(BrowserSession[]::new);
      // So that half a minute can pass at once on the page that shows an age.
      visitors[0].page().clock().install();
      return new Pages(
          new DashboardPage(visitors[0].open(server.origin())),
          ChatPage.join(visitors[1], server),
          visitors[2].open(server.origin() + "/compare.html"),
          visitors[3].open(server.origin() + "/inspect.html"));
    }

    List<Page> all() {
      return List.of(dashboardPage.page(), chatPage.page(), comparePage, inspectPage);
    }
  }

  private static Locator fact(Page page, int number) {
    return page.locator("#facts dd > span").nth(number);
  }

  @Test
  void everyPageReportsALostConnectionAndRecovers() {
    try (LiveServer server = LiveServer.start(LiveServer.DEMO_DATA)) {
      Pages pages = Pages.open(server);
      assertThat(pages.dashboardPage().rows()).hasCount(LiveServer.DEMO_DATA.pricesTopics());
      assertThat(fact(pages.inspectPage(), 0)).hasText(Pattern.compile("\\d"));
      assertThat(pages.comparePage().locator("#lead")).hasText(LEAD);
      assertThat(pages.comparePage().locator("#verdict h3").first()).hasText("Freshest");
      for (Page page : pages.all()) {
        assertThat(page.locator("#notice")).isHidden();
      }
      assertThat(fact(pages.comparePage(), 1)).hasText(NO_NEW_WINDOW);

      server.stop();
      assertThat(pages.dashboardPage().badge()).not().hasAttribute("data-tone", "live");
      pages.dashboardPage().page().clock().fastForward("00:30");
      assertThat(pages.dashboardPage().age()).hasText(THIRTY_SECONDS_OR_MORE);

      for (Page page : pages.all()) {
        assertThat(page.locator("#notice-title")).hasText("The connection is lost");
        assertThat(page.locator("#notice-text")).hasText(AS_OF);
        assertThat(page.locator("#notice form")).isHidden();
        assertThat(page.locator("#spoken")).containsText("The connection is lost");
      }
      pages.dashboardPage().awaitDimmed(pages.dashboardPage().rows(), true);
      pages.chatPage().write("Is anybody there?");
      assertThat(pages.chatPage().page().locator("#waiting"))
          .hasText("1 message waiting for the connection");
      assertInspectShowsNoValues(pages.inspectPage());
      assertCompareHasStopped(pages.comparePage());

      server.restart();

      for (Page page : pages.all()) {
        assertThat(page.locator("#notice")).isHidden();
        assertThat(page.locator("#spoken")).hasText(Pattern.compile("^Connected by "));
      }
      pages.dashboardPage().awaitDimmed(pages.dashboardPage().rows(), false);
      // More than one if a busy machine loses the connection again.
      assertThat(pages.chatPage().event("Connected again after").first()).isVisible();
      assertThat(pages.chatPage().message("Is anybody there?").locator(".status"))
          .containsText("ms");
      assertThat(fact(pages.inspectPage(), 0)).hasText(Pattern.compile("\\d"));
      assertThat(pages.inspectPage().locator("#topics-summary")).containsText("topics");
      assertThat(pages.comparePage().locator("#lead")).hasText(LEAD);
      assertThat(pages.comparePage().locator("#verdict h3").first()).hasText("Freshest");
      assertThat(pages.comparePage().locator("#until")).hasText("now");
    }
  }

  private static void assertInspectShowsNoValues(Page page) {
    for (int number = 0; number < 4; number++) {
      assertThat(fact(page, number)).hasText(NO_VALUE);
    }
    assertThat(page.locator("#topics-summary"))
        .hasText("Not refreshed: the server cannot be reached");
    Locator row = page.locator("#topics tbody tr").first().locator("td");
    assertThat(row.nth(0)).hasText(NO_VALUE);
    assertThat(row.nth(1)).hasText(NO_VALUE);
    assertThat(row.nth(3)).hasText(NO_VALUE);
  }

  private static void assertCompareHasStopped(Page page) {
    assertThat(page.locator("#lead")).hasText("Measuring has stopped: the server does not answer.");
    assertThat(page.locator("#verdict li")).hasCount(1);
    assertThat(page.locator("#verdict li")).containsText("up to the last update at");
    assertThat(fact(page, 0)).hasText(NO_VALUE);
    assertThat(fact(page, 2)).hasText(NO_VALUE);
    assertThat(fact(page, 3)).hasText(NO_VALUE);
    assertThat(page.locator("#facts dd small").nth(1)).hasText(UNTIL);
    assertThat(page.locator("#until")).hasText(Pattern.compile("^\\d\\d:\\d\\d:\\d\\d$"));
    assertThat(page.locator(".row[data-status=failed]")).hasCount(8);
    String figures = page.locator("#figures tbody").innerText();
    String measured = fact(page, 1).innerText();
    assertThat(figures).as("figures of the window").contains("WebSocket").containsPattern("\\d");
    assertThat(figures).as("ages below zero").doesNotContainPattern("[-\u2212]\\d");
    assertThat(page.locator("main").innerText())
        .doesNotContain(NO_VALUE + " ms")
        .doesNotContain("at least 0")
        .doesNotContain("Freshest");
    page.waitForTimeout(3_000);
    assertThat(fact(page, 1)).hasText(measured);
    assertThat(page.locator("#figures tbody").innerText()).isEqualTo(figures);
  }

  @Test
  void aServerWithoutDataIsNotReportedAsLost() {
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA)) {
      Pages pages = Pages.open(server);

      for (String what : new String[] {"prices", "matches", "standings"}) {
        assertThat(pages.dashboardPage().page().locator("#" + what + " .state"))
            .containsText("No " + what + " yet");
      }
      assertThat(pages.chatPage().event("Nobody else is here yet.")).hasCount(1);
      assertThat(pages.comparePage().locator("#lead"))
          .hasText("Measuring: the first result needs 20 updates.");
      assertThat(pages.comparePage().locator(".row[data-status=live]")).hasCount(8);
      assertThat(pages.comparePage().locator("#verdict h3")).hasText("Too few updates");
      pages.inspectPage().locator("#match").fill("nothing");
      assertThat(pages.inspectPage().locator(".topics .note")).containsText("No topic has");
      for (Page page : pages.all()) {
        assertThat(page.locator("#notice")).isHidden();
        assertThat(page.locator("#badge .label")).hasText("WebSocket");
      }
      pages.all().forEach(Page::close);
    }
  }
}
