package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TokenIssuer;
import io.feedhorn.model.SkippingClock;
import io.feedhorn.model.TopicPattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a server that requires tokens. */
class SignInIT {
  private static final String SECRET = "a secret for the tests, thirty-two bytes";
  private static final String DASHBOARD = "/";
  private static final String CHAT = "/chat.html";
  private static final String COMPARE = "/compare.html";
  private static final String INSPECT = "/inspect.html";
  private static final String NOTIFY = "/notify.html";

  /** Selectors of content that a page shows when it may read. */
  private static final Map<String, String> CONTENT =
      Map.of(
          DASHBOARD,
          "#prices tbody tr",
          CHAT,
          "#people li",
          INSPECT,
          "#topics tbody tr",
          COMPARE,
          ".row[data-row=polling-1s][data-status=live]",
          NOTIFY,
          "#badge[data-tone=live]");

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.startWithKeys(LiveServer.DEMO_DATA, SECRET);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String token(List<String> subscribe, boolean admin, Duration life) {
    return TokenIssuer.ofSecret(SECRET, null, AuthOptions.OPEN)
        .token(subscribe.stream().map(TopicPattern::parse).toList(), List.of(), admin, null, life);
  }

  private static Page open(String path) {
    return chromium.newSessionWithReducedMotion().expectingRefusals().open(server.origin() + path);
  }

  private static void signIn(Page page, String token) {
    page.getByLabel("Token", new Page.GetByLabelOptions().setExact(false)).fill(token);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in").setExact(true))
        .click();
  }

  private static Locator noticeTitle(Page page) {
    return page.locator("#notice-title");
  }

  private static void assertNoOutageIsShown(Page page) {
    assertThat(page.locator("body").innerText())
        .doesNotContain("not answering")
        .doesNotContain("not answer")
        .doesNotContain("cannot be reached");
    assertThat(page.locator("[data-status=opening]")).hasCount(0);
  }

  /** Asserts that the chat room greets nobody, and names no lost connection, if it is not read. */
  private static void assertNothingIsSaidAboutTheRoom(Page page) {
    assertThat(page.locator("#log[aria-busy]")).hasCount(0);
    assertThat(page.locator("#log .event")).hasCount(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {DASHBOARD, CHAT, COMPARE, INSPECT, NOTIFY})
  void aPageWithoutATokenAsksForOne(String path) {
    Page page = open(path);

    assertThat(noticeTitle(page)).hasText("Not signed in");
    assertThat(page.locator("#token-help"))
        .containsText("java -jar feedhorn.jar token " + (path.equals(INSPECT) ? "--admin" : "--"));
    assertNoOutageIsShown(page);
    assertNothingIsSaidAboutTheRoom(page);

    signIn(page, token(List.of(), true, Duration.ofHours(1)));

    page.locator(CONTENT.get(path)).first().waitFor();
    assertThat(page.locator("#notice")).isHidden();
    assertThat(page.locator(".row[data-status=failed]")).hasCount(0);
    Page other = page.context().newPage();
    other.navigate(server.origin() + path);
    assertThat(noticeTitle(other)).hasText("Not signed in");
  }

  @ParameterizedTest
  @ValueSource(strings = {DASHBOARD, CHAT, COMPARE, INSPECT, NOTIFY})
  void anInvalidTokenIsReported(String path) {
    Page page = open(path);
    signIn(page, "not.a.token");

    assertThat(noticeTitle(page)).hasText("This token is not accepted");
    assertNoOutageIsShown(page);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out")).click();

    assertThat(noticeTitle(page)).hasText("Not signed in");
  }

  @ParameterizedTest
  @ValueSource(strings = {DASHBOARD, CHAT, COMPARE, INSPECT})
  void aTokenWithoutTheNeededPermissionIsReported(String path) {
    Page page = open(path);
    signIn(page, token(List.of("notify.*"), false, Duration.ofHours(1)));

    String what =
        switch (path) {
          case CHAT -> "chat.lobby";
          case INSPECT -> "/metrics";
          default -> "prices.*";
        };
    assertThat(noticeTitle(page)).containsText("This token may not read " + what);
    assertNoOutageIsShown(page);
    assertNothingIsSaidAboutTheRoom(page);
    for (ScreenSize screen : ScreenSize.values()) {
      screen.applyTo(page);
      PageMeasurements.assertNoHorizontalScrolling(page);
    }
  }

  @Test
  void aUserWhoMayNotSendIsToldSo() {
    Page page = open(NOTIFY);
    signIn(page, token(List.of("notify.*"), false, Duration.ofHours(1)));
    page.locator("#badge[data-tone=live]").waitFor();
    assertThat(page.locator("#notice")).isHidden();

    page.locator("#send").click();

    assertThat(noticeTitle(page)).containsText("This token may not publish on notify.");
    assertThat(page.locator("#problem")).not().isEmpty();
  }

  @Test
  void permittedDataIsShownAndMissingPermissionsAreReported() {
    Page page = open(DASHBOARD);
    signIn(page, token(List.of("scores.>"), false, Duration.ofHours(1)));

    assertThat(page.locator(".match").first()).isVisible();
    assertThat(page.locator("#prices .state")).containsText("This token may not read prices.*");
    assertThat(noticeTitle(page)).hasText("This token may not read prices.*");
  }

  @Test
  void aMissingPublishPermissionIsReportedBeforeWriting() {
    Page page = open(CHAT);
    signIn(page, token(List.of("chat.*"), false, Duration.ofHours(1)));

    assertThat(noticeTitle(page)).hasText("This token may not publish on chat.*");
    assertThat(page.locator("#text")).isDisabled();
  }

  @Test
  void anExpiredTokenIsReported() {
    SkippingClock clock = new SkippingClock();
    try (LiveServer own = LiveServer.startWithKeys(LiveServer.DEMO_DATA, SECRET, clock)) {
      Page page = chromium.newSession().expectingRefusals().open(own.origin() + DASHBOARD);
      signIn(page, token(List.of("prices.*", "scores.>"), false, Duration.ofHours(1)));
      assertThat(page.locator("#prices tbody tr")).hasCount(LiveServer.DEMO_DATA.pricesTopics());

      clock.pass(Duration.ofHours(2));

      assertThat(noticeTitle(page)).hasText("This token is not accepted");
      assertThat(page.locator("#prices tr[data-old]"))
          .hasCount(LiveServer.DEMO_DATA.pricesTopics());
      assertNoOutageIsShown(page);
      page.close();
    }
  }

  @Test
  void theBadgeOpensTheFormForAToken() {
    try (LiveServer open = LiveServer.start(LiveServer.NO_DATA)) {
      Page page = chromium.newSessionWithReducedMotion().open(open.origin());
      page.locator("#badge[data-tone=live]").waitFor();
      assertThat(page.locator("#notice")).isHidden();

      page.locator("#badge summary").click();
      page.getByText("Sign in with a token").click();

      assertThat(page.locator("#token")).isFocused();
      assertThat(noticeTitle(page)).hasText("Sign in");
      page.close();
    }
  }
}
