package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.transport.RawWebSocketClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The views of the page that operators use: connections, feeds, readers, sources, publishing. */
class InspectOperatorsIT {
  private static final String SUBSCRIBE =
      "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"%s\"],\"reader\":\"%s\"}";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
    server.publish("parts.bolt", new JsonObject().put("value", 1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Page open(String fragment) {
    Page page = chromium.newSession().open(server.origin() + "/inspect.html" + fragment);
    page.locator("#badge[data-tone=live]").waitFor();
    return page;
  }

  private static Locator row(Page page, String key) {
    return page.locator("#list-table tbody tr[data-key='" + key + "']");
  }

  private static Locator field(Page page, String name) {
    return page.locator("#fields > div")
        .filter(new Locator.FilterOptions().setHas(page.locator("dt", exactly(name))))
        .locator("dd");
  }

  private static Page.LocatorOptions exactly(String name) {
    return new Page.LocatorOptions().setHasText(Pattern.compile("^" + name));
  }

  /** Opens a connection that is subscribed, and returns its session. */
  private static String subscribe(RawWebSocketClient socket, String topic, String reader) {
    String session = new JsonObject(socket.text()).getString("session");
    socket.send(SUBSCRIBE.formatted(topic, reader));
    socket.text();
    return session;
  }

  @Test
  void aConnectionIsFoundByItsTopicAndClosedWithACode() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      String session = subscribe(socket, "closing.*", "closing");
      Page page = open("#connections?order=id");
      page.locator("#list-filter [name=topic]").fill("closing.a");
      assertThat(page.locator("#list-table tbody tr")).hasCount(1);
      row(page, session).locator("button").click();

      assertThat(page).hasURL(Pattern.compile("topic=closing.a&key=" + session + "$"));
      assertThat(field(page, "Session")).hasText(session);
      assertThat(field(page, "Topics")).hasText("closing.*");
      page.locator("#close-code").selectOption("4201");
      page.locator("#close button").click();

      assertThat(page.locator("#close-result")).containsText("Closed with 4201");
      assertThat(socket.closeCode()).isEqualTo(4201);
      assertThat(page.locator("#detail .state")).containsText("This connection is not here");
      assertThat(page.locator("#close .field")).isHidden();
    }
  }

  @Test
  void aLinkOpensTheViewWithItsFilterAndItsSelection() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      String session = subscribe(socket, "linked.*", "linked");
      Page page = open("#connections?topic=linked.a&order=newest&key=" + session);

      assertThat(field(page, "Session")).hasText(session);
      assertThat(page.locator("#list-filter [name=topic]")).hasValue("linked.a");
      assertThat(page.locator("#list-table thead th[aria-sort]")).hasText("Open for");
      assertThat(page.locator("#views [aria-current]")).hasText("Connections");
      assertThat(page).hasTitle(Pattern.compile("^Connections"));
      page.locator("#views a").getByText("Feeds").click();
      assertThat(row(page, "parts")).isVisible();
      page.goBack();
      assertThat(row(page, session)).isVisible();
      assertThat(page.locator("#detail-title")).containsText(session.substring(0, 8));
    }
  }

  @Test
  void feedsAndReadersHaveDetails() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      subscribe(socket, "parts.*", "mechanic");
      Page page = open("#feeds?key=parts");
      assertThat(field(page, "Updates in history")).containsText("1, ");
      assertThat(field(page, "Presence")).hasText("no");
      assertThat(field(page, "Trace contexts")).hasText("no");
      field(page, "Topics").locator("a").click();
      assertThat(page.locator("#topics tbody tr")).hasCount(1);

      page.navigate(server.origin() + "/inspect.html#readers?prefix=mech");
      row(page, "mechanic").click();

      assertThat(field(page, "Unread by topic")).hasText("parts.bolt: 1");
      assertThat(page.locator("#list-summary")).hasText("1 reader");
    }
  }

  @Test
  void aTopicIsPublishedOnAndDeleted() {
    Page page = open("#topics?topic=nuts.m8");
    page.locator("#publish summary").click();
    assertThat(page.locator("#publish-topic")).hasValue("nuts.m8");
    page.locator("#publish-value").fill("{\"size\":");
    page.locator("#publish .primary").click();
    assertThat(page.locator("#publish-result")).containsText("not JSON");

    page.locator("#publish-value").fill("{\"size\":8}");
    page.locator("#publish .primary").click();
    assertThat(page.locator("#publish-result")).containsText("Published with seq 1");
    assertThat(page.locator("#updates code")).hasText("{\"size\":8}");

    page.locator("#publish .danger").click();
    // The answer is to the question, not to what the field has by now.
    page.locator("#publish-topic").fill("nuts.m9");
    page.locator("#publish .question button").first().click();
    assertThat(page.locator("#publish-result")).containsText("Deleted with seq 2");
    assertThat(page.locator("#updates li").first()).containsText("The topic was deleted");
  }

  @Test
  void aTokenWithoutAdminIsToldWhatIsNeeded() {
    String secret = "thirty-two bytes, or even more of them";
    try (LiveServer own = LiveServer.startWithKeys(LiveServer.NO_DATA, secret)) {
      BrowserSession session = chromium.newSession().expectingRefusals();
      Page page = session.open(own.origin() + "/inspect.html#connections");
      assertThat(page.locator("#list .note")).containsText("Not signed in");
      String reader = TestSigner.hs256(secret).token(TestClaims.of(List.of("parts.*"), List.of()));
      page.evaluate("token => sessionStorage.setItem('feedhorn.token', token)", reader);
      page.reload();
      assertThat(page.locator("#list .note")).containsText("the permission admin is needed");

      String admin = TestSigner.hs256(secret).token(TestClaims.admin());
      page.evaluate("token => sessionStorage.setItem('feedhorn.token', token)", admin);
      page.reload();
      assertThat(page.locator("#list-table tbody tr").first()).isVisible();
      session.closePage();
    }
  }

  @ParameterizedTest
  @CsvSource({"WIDE, LIGHT", "WIDE, DARK", "PHONE, LIGHT"})
  void everyViewFitsTheScreenAndIsAccessible(ScreenSize screen, ColorScheme scheme)
      throws IOException {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      String session = subscribe(socket, "parts.*", "accessible");
      BrowserSession browser = chromium.newSession(screen, scheme);
      Page page = browser.open(server.origin() + "/inspect.html#connections?key=" + session);
      for (String view : List.of("connections?key=" + session, "feeds?key=parts", "cluster")) {
        page.navigate(server.origin() + "/inspect.html#" + view);
        page.locator(view.equals("cluster") ? "#list .note" : "#fields dd").first().waitFor();

        assertThat(Axe.violations(page)).as(view).isEmpty();
        PageMeasurements.assertNoHorizontalScrolling(page);
      }
      page.navigate(server.origin() + "/inspect.html#connections?key=" + session);
      page.locator("#fields dd").first().waitFor();
      browser.takeScreenshot("inspect-connections-" + screen + "-" + scheme);
    }
  }
}
