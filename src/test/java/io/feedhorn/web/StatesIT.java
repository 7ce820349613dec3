package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The texts of every page while its server is gone, after it has returned, and without data. */
class StatesIT {
  private static final String NONE = "\u2013";
  private static final Pattern HALF_A_MINUTE = Pattern.compile("^(3\\d|[4-9]\\d) s$");
  private static final Pattern LEAD =
      Pattern.compile("^Pushed updates are .+ ms old, polled each second [\\d,.]+ ms\\.$");
  private static final Pattern AS_OF =
      Pattern.compile(
          "^This page shows the state of \\d\\d:\\d\\d:\\d\\d and reconnects by itself\\. Reason: .+");
  private static final Pattern UNTIL =
      Pattern.compile("^until the last update, \\d\\d:\\d\\d:\\d\\d$");

  @RegisterExtension static final Chromium chromium = new Chromium();

  /** All pages of one server, each in front of somebody. */
  private record Pages(Dashboard dashboard, ChatRoom chat, Page compare, Page inspect) {
    static Pages open(LiveServer server) {
      BrowserSession[] visitors =
          Stream.generate(
                  () -> chromium.visitor(Screen.WIDE, ColorScheme.LIGHT).expectingAnOutage())
              .limit(4)
              .toArray(BrowserSession[]::new);
      return new Pages(
          new Dashboard(visitors[0].open(server.origin())),
          ChatRoom.enter(visitors[1], server),
          visitors[2].open(server.origin() + "/compare.html"),
          visitors[3].open(server.origin() + "/inspect.html"));
    }

    List<Page> all() {
      return List.of(dashboard.page(), chat.page(), compare, inspect);
    }
  }

  private static Locator fact(Page page, int number) {
    return page.locator("#facts dd > span").nth(number);
  }

  private static LocatorAssertions.HasTextOptions withinAMinute() {
    return new LocatorAssertions.HasTextOptions().setTimeout(60_000);
  }

  @Test
  void aServerThatIsGoneForHalfAMinuteIsSaidToBeGone() {
    try (LiveServer server = LiveServer.start(LiveServer.BUSY)) {
      Pages pages = Pages.open(server);
      assertThat(pages.dashboard().rows()).hasCount(LiveServer.BUSY.pricesTopics());
      assertThat(fact(pages.inspect(), 0)).hasText(Pattern.compile("\\d"));
      assertThat(pages.compare().locator("#lead")).hasText(LEAD);
      assertThat(pages.compare().locator("#verdict h3").first()).hasText("Freshest");
      for (Page page : pages.all()) {
        assertThat(page.locator("#notice")).isHidden();
      }

      server.stop();
      assertThat(pages.dashboard().age()).hasText(HALF_A_MINUTE, withinAMinute());

      for (Page page : pages.all()) {
        assertThat(page.locator("#notice-title")).hasText("The connection is lost");
        assertThat(page.locator("#notice-text")).hasText(AS_OF);
        assertThat(page.locator("#notice form")).isHidden();
        assertThat(page.locator("#spoken")).containsText("The connection is lost");
      }
      pages.dashboard().areDim(pages.dashboard().rows(), true);
      pages.chat().write("Is anybody there?");
      assertThat(pages.chat().page().locator("#waiting"))
          .hasText("1 message waiting for the connection");
      inspectKnowsNothing(pages.inspect());
      compareHasStopped(pages.compare());

      server.startAgain();

      for (Page page : pages.all()) {
        assertThat(page.locator("#notice")).isHidden();
        assertThat(page.locator("#spoken")).hasText(Pattern.compile("^Connected by "));
      }
      pages.dashboard().areDim(pages.dashboard().rows(), false);
      assertThat(pages.chat().event("Connected again after")).hasCount(1);
      assertThat(pages.chat().message("Is anybody there?").locator(".fate")).containsText("ms");
      assertThat(fact(pages.inspect(), 0)).hasText(Pattern.compile("\\d"));
      assertThat(pages.inspect().locator("#topics-summary")).containsText("topics");
      assertThat(pages.compare().locator("#lead")).hasText(LEAD);
      assertThat(pages.compare().locator("#verdict h3").first()).hasText("Freshest");
      assertThat(pages.compare().locator("#until")).hasText("now");
    }
  }

  private static void inspectKnowsNothing(Page page) {
    for (int number = 0; number < 4; number++) {
      assertThat(fact(page, number)).hasText(NONE);
    }
    assertThat(page.locator("#topics-summary"))
        .hasText("Not refreshed: the server cannot be reached");
    Locator row = page.locator("#topics tbody tr").first().locator("td");
    assertThat(row.nth(0)).hasText(NONE);
    assertThat(row.nth(1)).hasText(NONE);
    assertThat(row.nth(3)).hasText(NONE);
  }

  private static void compareHasStopped(Page page) {
    assertThat(page.locator("#lead")).hasText("Measuring has stopped: the server does not answer.");
    assertThat(page.locator("#verdict li")).hasCount(1);
    assertThat(page.locator("#verdict li")).containsText("up to the last update at");
    assertThat(fact(page, 0)).hasText(NONE);
    assertThat(fact(page, 2)).hasText(NONE);
    assertThat(fact(page, 3)).hasText(NONE);
    assertThat(page.locator("#facts dd small").nth(1)).hasText(UNTIL);
    assertThat(page.locator("#until")).hasText(Pattern.compile("^\\d\\d:\\d\\d:\\d\\d$"));
    assertThat(page.locator(".lane[data-status=failed]")).hasCount(8);
    String figures = page.locator("#figures tbody").innerText();
    String measured = fact(page, 1).innerText();
    assertThat(figures).as("figures of the window").contains("WebSocket").containsPattern("\\d");
    assertThat(figures).as("ages below zero").doesNotContainPattern("[-\u2212]\\d");
    assertThat(page.locator("main").innerText())
        .doesNotContain(NONE + " ms")
        .doesNotContain("at least 0")
        .doesNotContain("Freshest");
    page.waitForTimeout(3_000);
    assertThat(fact(page, 1)).hasText(measured);
    assertThat(page.locator("#figures tbody").innerText()).isEqualTo(figures);
  }

  @Test
  void aServerWithoutDataIsNotSaidToBeGone() {
    try (LiveServer server = LiveServer.start(LiveServer.QUIET)) {
      Pages pages = Pages.open(server);

      for (String what : new String[] {"prices", "matches", "standings"}) {
        assertThat(pages.dashboard().page().locator("#" + what + " .state"))
            .containsText("No " + what + " yet");
      }
      assertThat(pages.chat().event("Nobody else is here yet.")).hasCount(1);
      assertThat(pages.compare().locator("#lead"))
          .hasText("Measuring: the first result needs 20 updates.");
      assertThat(pages.compare().locator(".lane[data-status=live]")).hasCount(8);
      assertThat(pages.compare().locator("#verdict h3")).hasText("Too few updates");
      pages.inspect().locator("#match").fill("nothing");
      assertThat(pages.inspect().locator(".topics .note")).containsText("No topic has");
      for (Page page : pages.all()) {
        assertThat(page.locator("#notice")).isHidden();
        assertThat(page.locator("#badge .label")).hasText("WebSocket");
      }
      pages.all().forEach(Page::close);
    }
  }
}
