package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.demo.DemoOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The accessibility of the pages: keyboard, screen readers and contrast. */
class AccessibilityIT {
  private static final String DASHBOARD = "/";
  private static final String CHAT = "/chat.html";
  private static final String COMPARE = "/compare.html";
  private static final String INSPECT = "/inspect.html";
  private static final String NOTIFY = "/notify.html";
  private static final String TOPIC = "/topic.html?topic=prices.SPX";
  private static final Map<String, String> CONTENT =
      Map.of(
          DASHBOARD,
          ".standing:visible",
          CHAT,
          "#people li",
          INSPECT,
          "#topics tbody tr",
          COMPARE,
          "#figures tbody tr[data-status=live]",
          NOTIFY,
          "#snippet code",
          TOPIC,
          "#chart canvas");

  /** Less than on other pages: a check of a page takes a time that depends on its elements. */
  private static final DemoOptions FEW_DATA = new DemoOptions(true, 4, 4, 4, 4);

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(FEW_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Page open(BrowserSession session, String path) {
    Page page = session.open(server.origin() + path);
    page.locator("#badge[data-tone=live]").waitFor();
    page.locator(CONTENT.get(path)).first().waitFor();
    return page;
  }

  @ParameterizedTest
  @ValueSource(strings = {DASHBOARD, CHAT, INSPECT, NOTIFY, TOPIC})
  void theTabKeyReachesEveryControlWithAVisibleFocus(String path) {
    Page page = open(chromium.newSession(), path);
    if (path.equals(DASHBOARD)) {
      DashboardPage dashboard = new DashboardPage(page);
      assertThat(dashboard.rows()).hasCount(FEW_DATA.pricesTopics());
      assertThat(dashboard.matches()).hasCount(FEW_DATA.scoresTopics());
    }
    List<?> before = (List<?>) page.evaluate(INTERACTIVE);
    Set<Object> reached = new LinkedHashSet<>();
    // Some more, because topics with a link of their own may begin meanwhile.
    for (int presses = 0; presses < before.size() + 10; presses++) {
      page.keyboard().press("Tab");
      Object focused = page.evaluate(FOCUSED);
      if (focused != null) {
        reached.add(focused);
      }
    }
    Set<Object> known = new LinkedHashSet<>(before);
    known.addAll((List<?>) page.evaluate(INTERACTIVE));

    assertThat(before).hasSizeGreaterThan(4);
    assertThat(reached).containsAll(before).isSubsetOf(known);
  }

  // A link is known by its address: the teams of a match change with the next day of the replay.
  private static final String NAME =
      "const name = node => node.id || node.getAttribute('href') || node.getAttribute('aria-label') || node.value || (node.querySelector('.label') ?? node).textContent.trim() || node.tagName;";

  private static final String INTERACTIVE =
      "() => {"
          + NAME
          + """
          const all = document.querySelectorAll('a[href], button:not([tabindex="-1"]), input, select,'
            + ' textarea, summary, feedhorn-bell, feedhorn-ticker, [tabindex="0"]');
          // One radio button of a group is in the tab order.
          return [...all].filter(node => node.checkVisibility() && (node.type !== 'radio' || node.checked))
            .map(name);
          }
          """;

  /** Returns the name of the focused element, or null if its focus is not visible. */
  private static final String FOCUSED =
      "() => {"
          + NAME
          + """
          const node = document.activeElement;
          // The outline of a hidden radio button is around its label; that of the bell, around its button.
          const outlined = node.type === 'radio' ? node.nextElementSibling
            : node.shadowRoot?.activeElement ?? node;
          const {outlineStyle, outlineWidth} = getComputedStyle(outlined);
          const {top, bottom, left, right} = node.getBoundingClientRect();
          const seen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
          const shown = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
          return node !== document.body && seen && shown ? name(node) : null;
          }
          """;

  @Test
  void theFirstFocusableElementSkipsTheHeader() {
    Page page = open(chromium.newSessionWithReducedMotion(), DASHBOARD);
    Locator skip = page.locator(".skip");
    assertThat(skip).not().isInViewport();

    page.keyboard().press("Tab");
    assertThat(skip).isFocused();
    assertThat(skip).isInViewport();

    page.keyboard().press("Enter");
    assertThat(page).hasURL(server.origin() + "/#main");
  }

  @Test
  void theFirstFocusableElementOfTheChatLeadsToItsTextField() {
    Page page = open(chromium.newSession(), CHAT);
    page.locator(".skip").focus();
    assertThat(page.locator(".skip")).isInViewport();

    page.keyboard().press("Enter");

    assertThat(page.locator("#text")).isFocused();
  }

  private static void assertLandmarksAndHeadings(Page page) {
    assertThat(page.getByRole(AriaRole.BANNER)).hasCount(1);
    assertThat(page.getByRole(AriaRole.NAVIGATION)).hasCount(1);
    assertThat(page.getByRole(AriaRole.MAIN)).hasCount(1);
    assertThat(page.locator("nav [aria-current]")).hasCount(1);
    assertThat(page.locator("h1")).hasCount(1);
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    assertThat(page.locator("h1, h2, h3, h4").first()).hasJSProperty("tagName", "H1");
    assertThat(page.locator(":is(section, aside):not([aria-labelledby], [aria-label])"))
        .hasCount(0);
  }

  /** Phones show cards, but screen readers still get a table. */
  @ParameterizedTest
  @CsvSource({"WIDE", "PHONE"})
  void tablesHaveNamesAndHeadersOnEveryScreen(ScreenSize screen) {
    Page page = open(chromium.newSession(screen, ColorScheme.LIGHT), DASHBOARD);

    assertThat(page.locator("table:not(:has(caption))")).hasCount(0);
    assertThat(page.locator("th:not([scope])")).hasCount(0);
    Locator prices = page.locator("#prices").getByRole(AriaRole.TABLE);
    assertThat(prices.getByRole(AriaRole.COLUMNHEADER)).hasCount(5);
    assertThat(prices.getByRole(AriaRole.ROWHEADER)).hasCount(FEW_DATA.pricesTopics());
    Locator standings = page.locator(".standing:visible").first();
    assertThat(standings.getByRole(AriaRole.COLUMNHEADER)).not().hasCount(0);
    assertThat(standings.getByRole(AriaRole.ROWHEADER)).not().hasCount(0);
  }

  @Test
  void everyFieldOfTheChatHasALabel() {
    Page page = open(chromium.newSession(), CHAT);

    for (String name : new String[] {"Message", "Your name"}) {
      assertThat(page.getByRole(AriaRole.TEXTBOX, named(name))).hasCount(1);
    }
    assertThat(page.getByRole(AriaRole.BUTTON, named("Send"))).hasCount(1);
    assertThat(page.getByRole(AriaRole.LOG)).hasCount(1);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  /** Values that change ten times a second are not announced. */
  @Test
  void onlyEventsAreAnnouncedToScreenReaders() {
    Page page = open(chromium.newSessionWithReducedMotion(), DASHBOARD);

    Locator spoken = page.locator(":is([aria-live=polite], [role=status])");
    assertThat(page.locator("feedhorn-bell [role=status]")).hasCount(1);
    assertThat(spoken).hasCount(3);
    assertThat(page.locator("[aria-live=assertive], [role=alert], [role=log]")).hasCount(0);
    assertThat(page.locator(":is(#prices, #standings, .match) :is([aria-live], [role=status])"))
        .hasCount(0);
    assertThat(page.locator("#badge + [role=status]")).hasText("Connected by WebSocket");
  }

  @ParameterizedTest
  @ValueSource(strings = {DASHBOARD, CHAT, INSPECT, COMPARE, NOTIFY, TOPIC})
  void textHasSufficientContrastInBothSchemes(String path) {
    Page page = open(chromium.newSession(withoutMotion(ColorScheme.LIGHT)), path);
    if (path.equals(CHAT)) {
      page.locator("#text").fill("Can you read this?");
      page.locator("#text").press("Enter");
      assertThat(page.locator(".message[data-mine] .status")).containsText("ms");
      page.locator("#text").press("Enter");
      assertThat(page.locator("#problem")).not().hasText("");
    } else if (path.equals(INSPECT)) {
      page.locator("#topics tbody tr").first().click();
      assertThat(page.locator("#updates li").first()).isVisible();
    } else if (path.equals(COMPARE)) {
      page.locator("#conditions summary").click();
    } else if (path.equals(NOTIFY)) {
      page.locator("#send").click();
      assertThat(page.locator("#result")).containsText("At the bell");
    } else if (path.equals(TOPIC)) {
      page.locator("#value").fill("1");
      page.locator("#alert button").click();
      assertThat(page.locator("#rules li")).hasCount(1);
    } else {
      assertThat(page.locator(".match[data-goal]").first()).isVisible();
    }
    page.locator("#badge summary").click();

    assertContrastInBothSchemes(page);
  }

  private static void assertContrastInBothSchemes(Page page) {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      assertThat(Contrast.tooLow(page)).as("%s", scheme).isEmpty();
    }
  }

  /** Checks all rules of axe on a wide screen, and on a phone with the form for a token open. */
  @ParameterizedTest
  @ValueSource(strings = {DASHBOARD, CHAT, INSPECT, COMPARE, NOTIFY, TOPIC})
  void pagesHaveLandmarksAndNoViolationsOfAxe(String path) throws IOException {
    for (ScreenSize screen : new ScreenSize[] {ScreenSize.WIDE, ScreenSize.PHONE}) {
      Page page =
          open(chromium.newSession(screen.options().setReducedMotion(ReducedMotion.REDUCE)), path);
      assertLandmarksAndHeadings(page);
      if (path.equals(CHAT)) {
        page.locator("#text").fill("Hello");
        page.locator("#text").press("Enter");
        assertThat(page.locator(".message[data-mine] .status").first()).containsText("ms");
      } else if (path.equals(COMPARE)) {
        page.locator("#conditions summary").click();
      } else if (path.equals(TOPIC)) {
        page.locator("#value").fill("x");
        page.locator("#alert button").click();
        assertThat(page.locator("#alert-problem")).not().hasText("");
        page.locator(".raw summary").click();
      } else if (path.equals(NOTIFY)) {
        page.locator("#link").fill("/inspect.html");
        page.locator("#send").click();
        // It goes away after a few seconds, but not while the pointer is on it.
        page.locator("feedhorn-bell .toast").hover();
        assertThat(Axe.violations(page)).isEmpty();
        page.locator("#send").click();
        assertThat(page.locator("feedhorn-bell .toast")).hasCount(2);
        page.locator("feedhorn-bell .bell").click();
        assertThat(page.locator("feedhorn-bell .item")).hasCount(2);
        page.locator("feedhorn-bell [part=mark]").first().click();
      }
      if (screen == ScreenSize.PHONE) {
        page.locator("#badge summary").click();
        page.locator("#badge .more button").click();
        page.locator("#token").waitFor();
      }
      assertThat(Axe.violations(page)).isEmpty();
    }
  }

  /** Adds more people than the list can show at once. */
  @ParameterizedTest
  @EnumSource(names = {"WIDE", "PHONE"})
  void axeFindsNoViolationsInAFullRoom(ScreenSize screen) throws Exception {
    try (LiveServer own = LiveServer.start(LiveServer.NO_DATA)) {
      for (int number = 0; number < 40; number++) {
        JsonObject person = new JsonObject().put("sub", "p" + number).put("name", "Pat " + number);
        String bearer = "Bearer " + TestSigner.unsigned(person);
        own.get("/v1/updates?topics=chat.lobby", "Authorization", bearer);
      }
      Page page = chromium.newSession(screen, ColorScheme.LIGHT).open(own.origin() + CHAT);
      assertThat(page.locator("#people li")).hasCount(41);

      assertThat(Axe.violations(page)).isEmpty();
      page.close();
    }
  }

  /** Dimmed values must still be readable. */
  @Test
  void dimmedTextHasSufficientContrast() {
    try (LiveServer own = LiveServer.start(FEW_DATA)) {
      BrowserSession session =
          chromium.newSession(withoutMotion(ColorScheme.LIGHT)).expectingAnOutage();
      DashboardPage dashboard =
          new DashboardPage(session.open(own.origin())).awaitLive("WebSocket");
      assertThat(dashboard.standings().first()).isVisible();
      assertThat(dashboard.rows()).hasCount(FEW_DATA.pricesTopics());
      own.stop();
      dashboard.awaitDimmed(dashboard.rows(), true);
      assertThat(dashboard.rows()).hasCount(FEW_DATA.pricesTopics());

      assertContrastInBothSchemes(session.page());
    }
  }

  /** Returns options without animations, during which colours cannot be measured. */
  private static Browser.NewContextOptions withoutMotion(ColorScheme scheme) {
    return ScreenSize.WIDE.options().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE);
  }
}
