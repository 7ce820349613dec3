package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of one topic, its alerts, and the watch list. */
class TopicPageIT {
  private static final Pattern NOT_A_TEXT = Pattern.compile("undefined|NaN|\\[object");

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

    page.locator("#value").fill(" ");
    page.locator("#alert button").click();
    assertThat(page.locator("#alert-problem")).hasText("Enter a number.");

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

  /** Everybody who may publish can publish anything. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "alone | {'home':'A','away':'B','homeScore':2,'awayScore':1} | 2 \u2013 1",
        "clubs | {'homeScore':2,'awayScore':1,'minute':5} | 2",
        "texts | {'price':2,'open':'x','previousClose':{},'date':5,'clock':'z'} | 2.00",
        "named | {'price':2,'name':{},'date':[],'previousClose':0} | 2.00",
        "large | {'price':1e999} | ``",
        "huge  | {'price':-1e308} | -1e+308",
        "zero  | -0.0 | 0",
        "yes   | true | true",
        "none  | null | ``",
        "list  | [1,[2,{}]] | ``",
      })
  void valuesOfOtherShapesAreShownWithoutWhatTheyDoNotHave(String name, String json, String big) {
    String topic = "prices.shape-" + name;
    Page page = open(topic);
    post(page, topic, json);
    assertThat(page.locator("#main")).hasAttribute("data-phase", "full");
    assertThat(page.locator("#raw code")).not().isEmpty();
    assertThat(page.locator("#big")).hasText(big);

    post(page, topic, json);

    assertThat(page.locator("#main")).not().containsText(NOT_A_TEXT);
    assertThat(page).not().hasTitle(NOT_A_TEXT);
    publish(topic, 3);
    assertThat(page.locator("#big")).hasText("3.00");
    assertThat(page.locator("#chart .u-value").last()).hasText("3.00");
  }

  private static void post(Page page, String topic, String json) {
    APIResponse answer =
        page.request()
            .post(
                server.origin() + "/v1/topics/" + topic,
                RequestOptions.create()
                    .setHeader("Content-Type", "application/json")
                    .setData(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    assertThat(answer).isOK();
  }

  /** A link can name any topic: the command must not run a part of it. */
  @Test
  void theCommandForATokenQuotesTheTopic() {
    Page page = open("prices.o'clock;date'");

    page.locator("#badge summary").click();
    page.locator("#badge button").click();

    assertThat(page.locator("#token-help code"))
        .hasText("java -jar feedhorn.jar token --subscribe 'prices.o'\\''clock;date'\\'''");
    page.navigate(server.origin() + "/compare.html?topics=a.'b;date'&off=ws,sse");
    assertThat(page.locator("#token-help code"))
        .hasText("java -jar feedhorn.jar token --subscribe 'a.'\\''b;date'\\'''");
  }
}
