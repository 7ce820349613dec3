package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page that shows topics, rates, and the updates of one topic. */
class InspectIT {
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

  private Page open() {
    Page page = chromium.newSession().open(server.origin() + "/inspect.html");
    page.locator("#badge[data-tone=live]").waitFor();
    return page;
  }

  private void publish(String topic, int value) {
    server.publish(topic, new JsonObject().put("value", value));
  }

  private static Locator row(Page page, String topic) {
    return page.locator("#topics tbody tr[data-topic='" + topic + "']");
  }

  @Test
  void aTopicShowsItsHistoryAndThenEachUpdate() {
    publish("parts.bolt", 1);
    publish("parts.bolt", 2);
    Page page = open();
    row(page, "parts.bolt").click();
    Locator updates = page.locator("#updates li");
    assertThat(updates).hasCount(2);
    publish("parts.bolt", 3);
    assertThat(updates).hasCount(3);

    assertThat(updates.first()).containsText("seq 3");
    assertThat(updates.first().locator("code")).hasText("{\"value\":3}");
    assertThat(updates.last().locator("code")).hasText("{\"value\":1}");
    assertThat(row(page, "parts.bolt").locator("td").nth(1)).hasText("1");
  }

  @Test
  void aPatternFiltersTheList() {
    publish("parts.bolt", 1);
    publish("orders.a", 1);
    Page page = open();
    assertThat(page.locator("#topics tbody tr")).hasCount(2);
    page.locator("#match").fill("parts.*");

    assertThat(page.locator("#topics tbody tr")).hasCount(1);
    page.locator("#match").fill("nothing.*");
    assertThat(page.locator(".topics .note")).containsText("No topics");
  }

  @Test
  void aPartOfANameFiltersTheListAndNewTopicsAppear() {
    publish("parts.bolt", 1);
    publish("orders.a", 1);
    Page page = open();
    assertThat(page.locator("#topics tbody tr")).hasCount(2);

    page.locator("#match").fill("BOLT");
    assertThat(page.locator("#topics tbody tr")).hasCount(1);
    assertThat(page.locator("#match-problem")).isEmpty();
    publish("orders.deadbolt", 1);
    assertThat(page.locator("#topics tbody tr")).hasCount(2);

    page.locator("#match").fill("parts.*.");
    assertThat(page.locator("#match-problem")).containsText("not a pattern yet");
    publish("orders.bolt-2", 1);
    assertThat(page.locator("#topics tbody tr")).hasCount(3);
  }

  @Test
  void aTappedTopicIsScrolledIntoViewOnAPhone() {
    for (int topic = 0; topic < 40; topic++) {
      publish("parts.number-" + topic, topic);
    }
    Page page =
        chromium.newSession(ScreenSize.PHONE.options()).open(server.origin() + "/inspect.html");
    assertThat(page.locator("#topics tbody tr")).hasCount(40);

    row(page, "parts.number-3").click();

    assertThat(page.locator("#topic-title")).hasText("parts.number-3");
    assertThat(page.locator("#updates li")).isInViewport();
    assertThat(page.locator("#topic-title")).isInViewport();
  }

  @Test
  void numericColumnsAreSortedDescending() {
    publish("parts.a", 1);
    publish("parts.b", 1);
    publish("parts.b", 2);
    Page page = open();
    assertThat(page.locator("#topics tbody tr")).hasCount(2);
    page.locator("[data-sort=seq]").click();

    assertThat(page.locator("#topics tbody tr").first()).hasAttribute("data-topic", "parts.b");
    assertThat(page.locator("#topics thead th").nth(3)).hasAttribute("aria-sort", "descending");
  }

  @ParameterizedTest
  @EnumSource(ScreenSize.class)
  void fitsTheScreenWithoutHorizontalScrolling(ScreenSize screen) {
    publish("parts.a-name-that-goes-on-and-on-" + "x".repeat(120), 1);
    BrowserSession session = chromium.newSession(screen.options());
    Page page = session.open(server.origin() + "/inspect.html");
    page.locator("#topics tbody tr").first().click();
    assertThat(page.locator("#updates li")).hasCount(1);

    PageMeasurements.assertNoHorizontalScrolling(page);
    session.takeScreenshot("inspect-" + screen);
  }
}
