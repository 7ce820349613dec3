package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of one topic, its alerts, and the watch list. */
class TopicPageIT {
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

  private static void publish(String topic, double price) {
    server.publish(topic, new JsonObject().put("price", price).put("name", "Example"));
  }

  private static Page open(String topic) {
    Page page = chromium.newSession().open(server.origin() + "/topic.html?topic=" + topic);
    page.locator("#badge[data-tone=live]").waitFor();
    return page;
  }

  @Test
  void anAlertOfThePageRingsTheBell() {
    publish("prices.ringing", 10);
    Page page = open("prices.ringing");
    assertThat(page.locator("#big")).hasText("10.00");
    assertThat(page.locator("h1")).hasText("Example");
    assertThat(page.locator("#alerts-note")).hasText("No alert on this topic yet.");

    page.locator("#value").fill("12");
    page.locator("#alert button").click();
    Locator rule = page.locator("#rules li");
    assertThat(rule).containsText("Above 12");
    assertThat(rule).containsText("Waiting");

    publish("prices.ringing", 13);
    assertThat(page.locator("feedhorn-bell .count")).hasText("1");
    assertThat(rule).containsText(Pattern.compile("Rang at .*, done"));

    rule.locator("button").click();
    assertThat(rule).hasCount(0);
  }

  @Test
  void aWatchedTopicIsOnTheDashboardAndInItsLink() {
    publish("prices.watched", 10);
    Page page = open("prices.watched");
    page.locator("#actions .star").click();
    assertThat(page.locator("#actions .star")).hasAttribute("aria-pressed", "true");

    page.navigate(server.origin() + "/");
    Locator tile = page.locator(".tile");
    assertThat(tile).hasCount(1);
    assertThat(tile).containsText("10.00");

    page.navigate(server.origin() + "/?watch=prices.other,prices.watched");
    assertThat(tile).hasCount(2);
    assertThat(page.locator("#watch-title")).hasText("A shared watch list");
    page.locator("#watch-keep").click();
    assertThat(tile).hasCount(2);
    assertThat(page.locator("#watch-title")).hasText("Watch list");
    assertThat(page).hasURL(server.origin() + "/");
  }

  @Test
  void aPageWithoutAValueSaysWhy() {
    Page page = open("prices.unpublished");
    assertThat(page.locator("#state")).containsText("Nothing published yet");
    publish("prices.unpublished", 7);
    assertThat(page.locator("#big")).hasText("7.00");

    page.navigate(server.origin() + "/topic.html?topic=prices");
    assertThat(page.locator("#state")).containsText("This is no topic");
  }
}
