package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers with more digits than JavaScript keeps, on each page that shows values. */
class ExactNumbersIT {
  private static final String DIGITS = "12345678901234567891";
  private static final String DECIMAL = "90071992547409931.25";

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

  private static void publish(String topic, String field, String digits) {
    server.publish(topic, new JsonObject().put(field, new BigInteger(digits)).put("text", "é,:{"));
  }

  private static void publishDecimal(String topic, String field, String decimal) {
    server.publish(topic, new JsonObject().put(field, new BigDecimal(decimal)));
  }

  private static Page open(String path) {
    Page page = chromium.newSession().open(server.origin() + path);
    page.locator("#badge[data-tone=live]").waitFor();
    return page;
  }

  @Test
  void thePageOfATopicShowsAllDigits() {
    publish("exact.page", "id", DIGITS);
    Page page = open("/topic.html?topic=exact.page");

    assertThat(page.locator("#big")).hasText(DIGITS);
    assertThat(page.locator("#raw code"))
        .hasText("{\n  \"id\": " + DIGITS + ",\n  \"text\": \"é,:{\"\n}");
    assertThat(page.locator("#chart .u-value").last()).containsText("≈ 12,345,678,901,234,567,");

    page.locator("#value").fill(DIGITS);
    page.locator("#alert button").click();
    assertThat(page.locator("#alert-problem")).containsText("at most 9007199254740991");
  }

  @Test
  void aPriceHasAllDigitsOnItsPageAndIsMarkedOnTheDashboard() {
    publish("prices.exact", "price", DIGITS);
    Page page = open("/topic.html?topic=prices.exact");
    assertThat(page.locator("#big")).hasText(DIGITS);
    page.locator("#actions .star").click();

    page.navigate(server.origin() + "/");

    assertThat(page.locator(".tile strong")).hasText("≈ 12345678901234567000");
  }

  @Test
  void theWatchListShowsAllDigitsOrSaysThatSomeAreMissing() {
    publish("exact.watched", "id", DIGITS);
    publish("exact.wide", "id", DIGITS + DIGITS);
    Page page = open("/?watch=exact.watched,exact.wide");

    Locator values = page.locator(".tile strong");
    assertThat(values).hasText(new String[] {DIGITS, DIGITS.substring(0, 19) + "…"});
  }

  @Test
  void thePageOfATopicAndItsTickerShowAllDigitsOfDecimals() {
    String fraction = "0.1234567890123456789012";
    publishDecimal("exact.decimal", "level", DECIMAL);
    publishDecimal("exact.fraction", "level", fraction);
    publishDecimal("exact.plain", "level", "0.10");
    Page page = open("/topic.html?topic=exact.decimal");
    assertThat(page.locator("#big")).hasText(DECIMAL);
    assertThat(page.locator("#ticker .value")).hasText(DECIMAL);
    assertThat(page.locator("#chart .u-value").last()).containsText("≈ 90,071,992,547,409,9");

    assertThat(open("/topic.html?topic=exact.fraction").locator("#big")).hasText(fraction);
    assertThat(open("/topic.html?topic=exact.plain").locator("#big")).hasText("0.1");
    assertThat(open("/?watch=exact.decimal,exact.fraction").locator(".tile strong"))
        .hasText(new String[] {DECIMAL, fraction.substring(0, 19) + "…"});
  }

  @Test
  void aPriceWithDecimalsHasAllDigitsAndItsChangeIsMarked() {
    JsonObject price = new JsonObject().put("price", new BigDecimal(DECIMAL));
    server.publish("prices.decimal", price.put("open", new BigDecimal("90071992547409000.5")));
    Page page = open("/topic.html?topic=prices.decimal");

    assertThat(page.locator("#big")).hasText(DECIMAL);
    assertThat(page.locator("#facts dd")).hasText("90071992547409000.5");
    assertThat(page.locator("#change")).containsText("≈ +9");
    assertThat(open("/").locator("[data-topic='prices.decimal'] .price"))
        .hasText("≈ 90071992547409940");
  }

  @Test
  void theStateOfTheServerShowsAllDigitsOfHistoryAndOfNewUpdates() {
    publish("exact.inspected", "id", DIGITS);
    Page page = open("/inspect.html?topic=exact.inspected");
    page.locator("#topics tr[data-topic='exact.inspected']").click();
    Locator updates = page.locator("#updates li code");
    assertThat(updates).hasText(new String[] {"{\"id\":" + DIGITS + ",\"text\":\"é,:{\"}"});

    publish("exact.inspected", "id", DIGITS + "1");

    assertThat(updates.first()).hasText("{\"id\":" + DIGITS + "1,\"text\":\"é,:{\"}");
  }

  @Test
  void theTickerShowsAllDigits() {
    publish("exact.ticker", "id", DIGITS);
    Page page = open("/topic.html?topic=exact.ticker");

    Locator value = page.locator("#ticker .value");
    assertThat(value).hasText(DIGITS);
    page.locator("#ticker").evaluate("ticker => ticker.setAttribute('field', 'list.0')");
    assertThat(page.locator("#ticker .status")).hasText("");
    server.publish(
        "exact.ticker",
        new JsonObject().put("list", new JsonArray().add(new BigInteger("-" + DIGITS))));
    assertThat(value).hasText("-" + DIGITS);
  }

  @Test
  void anAnswerThatIsTriedHasAllDigits() {
    publish("exact.tried", "id", DIGITS);
    Page page = chromium.newSession().open(server.origin() + "/api.html");
    Locator request = page.locator("#operations-read-snapshot");
    request.locator(".opblock-summary-control").click();
    request.locator(".try-out__btn").click();
    request.locator("[data-param-name=topic] input").fill("exact.tried");
    request.locator(".execute").click();

    assertThat(request.locator(".live-responses-table pre").first())
        .containsText("\"id\": " + DIGITS);
  }
}
