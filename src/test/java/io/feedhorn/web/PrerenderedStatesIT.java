package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page that was prerendered for some time shows no outage, then or when the user opens it. */
class PrerenderedStatesIT {
  /** Simulates prerendering, which no browser with DevTools does. */
  private static final String PRERENDERED =
      """
      let prerendering = true;
      Object.defineProperty(document, 'prerendering', {get: () => prerendering});
      window.openByUser = () => {
        prerendering = false;
        document.dispatchEvent(new Event('prerenderingchange'));
      };
      """;

  private static final String WITHOUT_LOCKS =
      "Object.defineProperty(navigator, 'locks', {value: undefined});";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
    server.publish("opened.a", new JsonObject().put("level", 7));
    server.publish("prices.OPENED", new JsonObject().put("price", 1.5));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Prerenders a page for ten seconds. */
  private static Page prerender(BrowserSession session, String path) {
    session.page().addInitScript(PRERENDERED);
    session.page().clock().install();
    Page page = session.open(server.origin() + path);
    page.clock().fastForward("00:10");
    return page;
  }

  @Test
  void theDashboardIsLoadingUntilItsFirstConnection() {
    Page page = prerender(chromium.newSession(), "/");
    assertThat(page.locator("#prices")).hasAttribute("data-phase", "loading");
    assertThat(page.locator("#notice")).isHidden();

    Object noticeIsHidden =
        page.evaluate("() => (openByUser(), document.querySelector('#notice').hidden)");

    assertThat(noticeIsHidden).isEqualTo(true);
    assertThat(page.locator("#prices .price")).hasText("1.50");
  }

  @Test
  void thePageOfATopicAndItsTickerConnect() {
    Page page = prerender(chromium.newSession(), "/topic.html?topic=opened.a");
    assertThat(page.locator("#ticker .status")).hasText("Connecting");
    assertThat(page.locator("#main")).hasAttribute("data-phase", "loading");
    assertThat(page.locator("#notice")).isHidden();
    page.clock().fastForward("00:10");

    Object shown =
        page.evaluate(
            """
            () => {
              openByUser();
              const status = document.querySelector('#ticker').shadowRoot.querySelector('.status');
              return [status.textContent, document.querySelector('#notice').hidden];
            }
            """);

    assertThat(shown).isEqualTo(List.of("Connecting", true));
    assertThat(page.locator("#big")).hasText("7");
    assertThat(page.locator("#ticker .value")).hasText("7");
  }

  @Test
  void theBellIsNotOfflineWithoutLocksThatWait() {
    BrowserSession session = chromium.newSession();
    session.page().addInitScript(WITHOUT_LOCKS);
    Page page = session.page();
    page.waitForResponse(
        "**/v1/topics/notify-all.everyone/history*", () -> prerender(session, "/"));
    page.clock().fastForward("00:10");

    assertThat(page.evaluate("document.querySelector('feedhorn-bell').status"))
        .isEqualTo("loading");

    page.evaluate("openByUser()");
    page.waitForFunction("() => document.querySelector('feedhorn-bell').status === 'live'");
  }

  @Test
  void theComparisonHasNoConnectionsAndNoLoad() {
    BrowserSession session = chromium.newSession();
    Page page = prerender(session, "/compare.html");
    // Polls with a reader are those of the bell, which loads its list before the page is opened.
    assertThat(session.requests())
        .filteredOn(url -> !url.contains("&reader="))
        .noneMatch(url -> url.matches(".*/(v1/(lab|stream|updates|ws)|eventbus)\\b.*"));

    page.waitForRequest("**/v1/lab", () -> page.evaluate("openByUser()"));

    assertThat(page.locator(".row[data-status=live]").first()).isVisible();
  }
}
