package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that shows the descriptions of the API. */
class ApiPageIT {
  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.NO_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Page open(BrowserSession session) {
    Page page = session.open(server.origin() + "/api.html");
    assertThat(page.locator("#requests .opblock").first()).isVisible();
    assertThat(page.locator("#messages .message").first()).isVisible();
    return page;
  }

  @Test
  void aRequestCanBeTried() {
    Page page = open(chromium.newSession());
    Locator request = page.locator("#operations-operate-hello");
    request.locator(".opblock-summary-control").click();
    request.locator(".try-out__btn").click();
    request.locator("input").fill("page");
    request.locator(".execute").click();

    assertThat(request.locator(".live-responses-table .response-col_status").last())
        .containsText("200");
    assertThat(request.locator(".live-responses-table")).containsText("Hello, page!");
  }

  @Test
  void eachMessageHasItsFieldsAndItsDirection() {
    Page page = open(chromium.newSession());
    Locator subscribe = page.locator("#socket .message").first();
    subscribe.locator("summary").click();

    assertThat(page.locator("#messages-summary")).containsText(" messages on 2 channels");
    assertThat(subscribe.locator("summary"))
        .hasText("client subscribe Subscribe to patterns, from a cursor or with snapshots first");
    assertThat(subscribe.locator("pre"))
        .containsText("{\"type\":\"subscribe\", \"id\":…, \"topics\":…, \"since\":…?");
    assertThat(subscribe.locator("tr").filter(new Locator.FilterOptions().setHasText("maxRate")))
        .containsText("number, 0.001 to 1000");
    assertThat(page.locator("#socket .message").nth(1)).containsText("answers subscribe");
  }

  @ParameterizedTest
  @CsvSource({"WIDE, LIGHT", "PHONE, DARK"})
  void thePageFitsAndCanBeRead(ScreenSize screen, ColorScheme scheme) throws IOException {
    Page page =
        open(
            chromium.newSession(
                screen.options().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE)));
    page.locator("#operations-publish-publish .opblock-summary-control").click();
    assertThat(page.locator("#operations-publish-publish .responses-table")).isVisible();
    page.locator("#socket .message summary").first().click();

    PageMeasurements.assertNoHorizontalScrolling(page);
    assertThat(Contrast.tooLow(page)).isEmpty();
    assertThat(Axe.violations(page)).isEmpty();
  }
}
