package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages in a browser that stores nothing for sites, where each access to a storage throws. */
class BlockedStorageIT {
  private static final String BLOCK =
      """
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, {get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        }});
      """;

  @RegisterExtension static final Chromium chromium = new Chromium();

  private LiveServer server;

  @BeforeEach
  void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
    server.publish("prices.TEST", new JsonObject().put("price", 1.5));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Page open(String path) {
    BrowserSession session = chromium.newSessionWithReducedMotion();
    session.page().addInitScript(BLOCK);
    return session.open(server.origin() + path);
  }

  private static void awaitLive(Page page) {
    assertThat(page.locator("#badge")).hasAttribute("data-tone", Pattern.compile("live|stale"));
  }

  @Test
  void theDashboardHasItsRowsAndAWatchListOfThisPage() {
    Page page = open("/");
    awaitLive(page);
    Locator star = page.locator("tr[data-topic='prices.TEST'] .star");

    star.click();

    assertThat(star).hasAttribute("aria-pressed", "true");
    assertThat(page.locator("#watch li strong")).hasText("1.50");
  }

  @Test
  void theOtherPagesConnect() {
    for (String path :
        new String[] {"/topic.html?topic=prices.TEST", "/inspect.html", "/api.html"}) {
      awaitLive(open(path));
    }
    assertThat(open("/notify.html").locator("#user-name")).hasValue(Pattern.compile("guest-.+"));
    assertThat(open("/chat.html").locator("#log .event").first()).containsText("Welcome");
  }

  /** The token would be lost with the reload. */
  @Test
  void signingInSaysThatTheTokenCannotBeKept() {
    Page page = open("/");
    awaitLive(page);
    page.locator("#badge summary").click();
    page.locator("#badge button").click();

    page.locator("#token").fill("a.b.c");
    page.locator("#token").press("Enter");

    assertThat(page.locator("#token-help")).containsText("Not signed in");
  }
}
