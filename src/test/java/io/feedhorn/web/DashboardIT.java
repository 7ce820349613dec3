package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard with the demo feeds. */
class DashboardIT {
  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.DEMO_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static DashboardPage open() {
    return open(chromium.newSession());
  }

  private static DashboardPage open(BrowserSession session) {
    DashboardPage dashboard = new DashboardPage(session.open(server.origin()));
    assertThat(dashboard.rows()).hasCount(LiveServer.DEMO_DATA.pricesTopics());
    return dashboard;
  }

  @Test
  void everyPriceChanges() {
    DashboardPage dashboard = open();

    // Facebook has no price on the days before its first one.
    for (Locator row :
        dashboard.page().locator("#prices tr[data-topic]:not([data-topic='prices.FB'])").all()) {
      dashboard.awaitPriceChange(row);
      assertThat(dashboard.price(row)).hasText(Pattern.compile("^\\d+\\.\\d\\d$"));
    }
  }

  /** Compares them many times while prices change dozens of times a second. */
  @Test
  void theCountsOfUpAndDownMatchTheRows() {
    DashboardPage dashboard = open();

    @SuppressWarnings("unchecked")
    List<String> wrong = (List<String>) dashboard.page().evaluate(DISAGREEMENTS, 200);
    assertThat(wrong).isEmpty();
  }

  private static final String DISAGREEMENTS =
      """
      times => new Promise(resolve => {
        const wrong = [];
        const compare = () => {
          const count = direction => document.querySelectorAll(`#prices .stocks tr[data-direction=${direction}]`).length;
          const rows = `${count('up')} up, ${count('down')} down`;
          const summary = document.querySelector('#prices-summary').textContent;
          if (rows !== summary) wrong.push(`${rows}, but: ${summary}`);
          if (--times) setTimeout(compare, 15);
          else resolve(wrong);
        };
        compare();
      })
      """;

  @Test
  void theBoardShowsKnownNamesOfOneDay() {
    DashboardPage dashboard = open();
    Page page = dashboard.page();

    assertThat(page.locator("#prices .index .name")).hasText("S&P 500");
    assertThat(page.locator("#prices .stocks .name"))
        .hasText(new String[] {"Apple", "Facebook", "Google", "IBM", "Microsoft"});
    assertThat(page.locator("#prices .stocks .ticker"))
        .hasText(new String[] {"AAPL", "FB", "GOOG", "IBM", "MSFT"});
    assertThat(page.locator("#prices-day"))
        .hasText(
            Pattern.compile(
                "^Replay of \\w+, \\d+ \\w+ \\d{4}, \\d+:\\d\\d in New York, 100 times as fast$"));
    assertThat(page.locator("#headline")).not().isEmpty();
    assertThat(page.locator("#prices .days .name")).hasCount(6);
  }

  /** The line ends above its dashed base if the change is positive, and below it if negative. */
  @Test
  void theSparklineAndTheChangeHaveTheSameSign() {
    DashboardPage dashboard = open();

    int compared = 0;
    for (int times = 0; times < 10; times++) {
      @SuppressWarnings("unchecked")
      List<String> signs = (List<String>) dashboard.page().evaluate(SIGNS);
      assertThat(signs).allMatch(sign -> sign.equals("right"));
      compared += signs.size();
      dashboard.awaitPriceChange(dashboard.rows().first());
    }
    assertThat(compared).isPositive();
  }

  private static final String SIGNS =
      """
      () => {
        const signs = [];
        for (const row of document.querySelectorAll('#prices tbody tr')) {
          const canvas = row.querySelector('.spark');
          const {width, height} = canvas;
          const context = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
          context.drawImage(canvas, 0, 0);
          const {data} = context.getImageData(0, 0, width, height);
          const alpha = (x, y) => data[(y * width + x) * 4 + 3];
          const strong = (x, y) => alpha(x, y) > 200;
          const columns = [...Array(width).keys()].reverse();
          const rows = [...Array(height).keys()];
          const painted = columns.filter(x => rows.some(y => strong(x, y)));
          const line = x => rows.filter(y => strong(x, y));
          const level = x => line(x).reduce((a, b) => a + b, 0) / line(x).length;
          const dashes = y => columns.filter(x => alpha(x, y) > 90 && !strong(x, y)).length;
          const base = rows.reduce((a, b) => (dashes(b) > dashes(a) ? b : a));
          const end = level(painted[2]);
          const change = parseFloat(row.querySelector('.change').textContent.replace('\u2212', '-'));
          if (painted.length < 8 || Math.abs(base - end) < 4) continue;
          signs.push(Math.sign(base - end) === Math.sign(change) ? 'right'
            : `${row.dataset.topic}: ${change}, but the line ends at ${end}, its base is ${base}`);
        }
        return signs;
      }
      """;

  @Test
  void theLeagueIsNamedOnceIfAllMatchesBelongToIt() {
    DashboardPage dashboard = open();

    assertThat(dashboard.page().locator("#matches-summary"))
        .hasText(Pattern.compile("^.+, \\d+ \\w+ \\d{4} \u00b7 (\\d|none) in play$"));
    assertThat(dashboard.page().locator(".match .division").first()).isHidden();
  }

  @Test
  void sparklinesAreDrawnAndUpdated() {
    DashboardPage dashboard = open();

    Page page = dashboard.page();
    page.waitForFunction(PAINTED, null, EACH_FIFTH_OF_A_SECOND);
    Object before = page.evaluate(IMAGES);
    page.waitForFunction(DIFFERENT_IMAGES, before, EACH_FIFTH_OF_A_SECOND);
  }

  private static final Page.WaitForFunctionOptions EACH_FIFTH_OF_A_SECOND =
      new Page.WaitForFunctionOptions().setPollingInterval(200);

  /** Those that are drawn on every day. */
  private static final String SPARKLINES = "#prices tr:not([data-topic='prices.FB']) .spark";

  private static final String PAINTED =
      """
      () => {
        const sparks = [...document.querySelectorAll(`%s`)];
        return sparks.length > 0 && sparks.every(canvas => {
          const {width, height} = canvas;
          const {data} = canvas.getContext('2d').getImageData(0, 0, width, height);
          return data.filter((value, index) => index %% 4 === 3 && value > 128).length > 50;
        });
      }
      """
          .formatted(SPARKLINES);

  private static final String IMAGES =
      "() => [...document.querySelectorAll(`%s`)].map(canvas => canvas.toDataURL())"
          .formatted(SPARKLINES);

  private static final String DIFFERENT_IMAGES =
      """
      before => [...document.querySelectorAll(`%s`)]
        .every((canvas, at) => canvas.toDataURL() !== before[at])
      """
          .formatted(SPARKLINES);

  @Test
  void changedDigitsAreHighlightedBriefly() {
    DashboardPage dashboard = open();

    dashboard
        .page()
        .waitForFunction(
            "() => document.getAnimations().some(one => one.effect.target.matches('.price .tail'))");
  }

  @Test
  void matchesInPlayHaveMinuteAndScore() {
    DashboardPage dashboard = open();

    assertThat(dashboard.matches()).hasCount(LiveServer.DEMO_DATA.scoresTopics());
    Locator running =
        dashboard
            .matches()
            .filter(new Locator.FilterOptions().setHas(minute(dashboard.page())))
            .first();
    assertThat(running.locator(".club")).hasCount(2);
    assertThat(running.locator(".score")).hasText(new Pattern[] {DIGITS, DIGITS});
  }

  private static final Pattern DIGITS = Pattern.compile("^\\d+$");

  private static Locator minute(Page page) {
    return page.locator(
        ".clock", new Page.LocatorOptions().setHasText(Pattern.compile("^\\d+\u2032$")));
  }

  @Test
  void goalsAreHighlightedAndAnnounced() {
    DashboardPage dashboard = open();

    Locator side = dashboard.page().locator(".match[data-goal] .side[data-scored]").first();
    assertThat(side.locator(".chip")).isVisible();
    assertThat(dashboard.page().locator("#goals"))
        .hasText(Pattern.compile("^Goal, minute \\d+: .+ \\d+, .+ \\d+$"));
  }

  @Test
  void standingsChangeWithTheMatches() {
    DashboardPage dashboard = open();

    String shown = dashboard.standings().first().getAttribute("data-topic");
    Locator rows = dashboard.page().locator(".standing[data-topic='" + shown + "'] tbody tr");
    String[] before = rows.allTextContents().toArray(String[]::new);
    assertThat(rows).not().hasText(before);
  }

  @Test
  void theBadgeNamesTheTransportAndAnAgeBelowTwoSeconds() {
    DashboardPage dashboard = open().awaitLive("WebSocket");

    for (int times = 0; times < 8; times++) {
      dashboard.awaitPriceChange(dashboard.rows().first());
      assertThat(dashboard.age()).hasText(BELOW_TWO_SECONDS);
    }
  }

  private static final Pattern BELOW_TWO_SECONDS = Pattern.compile("^[01](\\.\\d)? s$");

  @Test
  void theBadgeOpensToShowDetails() {
    DashboardPage dashboard = open().awaitLive("WebSocket");

    dashboard.badge().locator("summary").click();
    Locator facts = dashboard.badge().locator("dd");
    assertThat(facts.nth(0)).hasText("WebSocket");
    assertThat(facts.nth(3)).hasText(Pattern.compile("^[1-9]\\d* a second$"));
    assertThat(facts.nth(4)).hasText(Pattern.compile(" ms \u00b1 \\d+\\.\\d\\d$"));

    dashboard.page().keyboard().press("Escape");
    assertThat(facts.first()).isHidden();
  }

  @Test
  void thereAreNoAnimationsIfReducedMotionIsPreferred() {
    BrowserSession session =
        chromium.newSession(ScreenSize.WIDE.options().setReducedMotion(ReducedMotion.REDUCE));
    DashboardPage dashboard = open(session).awaitLive("WebSocket");

    for (int times = 0; times < 5; times++) {
      dashboard.awaitPriceChange(dashboard.rows().first());
      assertThat(dashboard.page().evaluate(LONG_ANIMATIONS)).isEqualTo(0);
    }
  }

  private static final String LONG_ANIMATIONS =
      """
      () => document.getAnimations()
        .filter(one => one.effect.getComputedTiming().endTime > 1).length
      """;

  @ParameterizedTest
  @CsvSource({"WIDE, LIGHT", "WIDE, DARK", "PHONE, LIGHT", "PHONE, DARK", "SMALL, LIGHT"})
  void fitsTheScreenWithoutHorizontalScrolling(ScreenSize screen, ColorScheme scheme) {
    BrowserSession session = chromium.newSession(screen, scheme);
    DashboardPage dashboard = open(session).awaitLive("WebSocket");
    assertThat(dashboard.page().locator(".match[data-goal]").first()).isVisible();
    assertThat(dashboard.standings().first()).isVisible();

    session.takeScreenshot(("dashboard-" + screen + "-" + scheme).toLowerCase(Locale.ROOT));

    PageMeasurements.assertNoHorizontalScrolling(dashboard.page());
    assertThat(dashboard.page().locator("#watch .hint")).isVisible();
    assertThat(dashboard.page().locator(".stocks .star").first()).isVisible();
    if (screen != ScreenSize.SMALL) {
      assertThat(dashboard.page().locator(".stocks .spark").first().boundingBox().width)
          .isGreaterThan(60);
    }
    dashboard.badge().locator("summary").click();
    assertThat(dashboard.badge().locator("dl")).isInViewport();
    PageMeasurements.assertNoHorizontalScrolling(dashboard.page());
  }
}
