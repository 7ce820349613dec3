package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small prices, long names, long numbers and texts on the dashboard and on the page of a topic. */
class UnusualValuesIT {
  private static final String LONG_TOPIC = "deep." + "x".repeat(190);

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

  private static Page open(ScreenSize size, String path) {
    Page page = chromium.newSession(size, ColorScheme.LIGHT).open(server.origin() + path);
    page.locator("#badge[data-tone=live]").waitFor();
    return page;
  }

  private static JsonObject price(String price) {
    return new JsonObject().put("price", new BigDecimal(price));
  }

  @Test
  void aSmallPriceKeepsSixDigits() {
    server.publish("prices.FX", price("1.08472").put("previousClose", 1.0841));
    server.publish("prices.TINY", price("0.00000123"));

    Page page = open(ScreenSize.WIDE, "/topic.html?topic=prices.FX");
    assertThat(page.locator("#big")).hasText("1.08472");
    assertThat(page.locator("#change")).hasText("+0.00062 (+0.06%)");
    assertThat(page.locator("#chart .u-value").last()).hasText("1.08472");

    Page dashboard = open(ScreenSize.WIDE, "/");
    assertThat(dashboard.locator("[data-topic='prices.FX'] .price")).hasText("1.08472");
    assertThat(dashboard.locator("[data-topic='prices.FX'] .change")).hasText("+0.00062");
    Locator tiny = dashboard.locator("[data-topic='prices.TINY'] .price");
    assertThat(tiny).hasText("0.00000123");
    Assertions.assertThat(tiny.evaluate("cell => cell.scrollWidth - cell.clientWidth"))
        .as("pixels that are cut off")
        .isEqualTo(0);
  }

  @Test
  void marksOfAnAxisHaveTheDigitsOfTheirDistance() {
    Page page = open(ScreenSize.WIDE, "/");
    Object texts =
        page.evaluate(
            """
            () => import('/shared/format.js').then(({mark}) => [
              mark(1.084725, 0.000025), mark(1.0849, 0.000025), mark(1304.7, 0.05),
              mark(1304.725, 0.025), mark(0.3, 0.1), mark(0.0000012, 0.0000002), mark(0, 5e-7)])
            """);
    Assertions.assertThat(texts)
        .isEqualTo(
            List.of(
                "1.084725", "1.084900", "1304.70", "1304.725", "0.30", "0.0000012", "0.0000000"));
  }

  @ParameterizedTest
  @EnumSource
  void aLongNameOrNumberIsNotWiderThanItsPage(ScreenSize size) {
    server.publish(LONG_TOPIC, new JsonObject().put("k", 1));
    server.publish("wide.number", price("8389765929445198309838976592944519830983897659294451983"));
    server.publish("prices.WIDE", price("12345678901234567890").put("name", "name ".repeat(30)));

    for (String topic : new String[] {LONG_TOPIC, "wide.number", "prices.WIDE"}) {
      Page page = open(size, "/topic.html?topic=" + topic);
      page.locator("#main[data-phase=full]").waitFor();
      PageMeasurements.assertNoHorizontalScrolling(page);
    }
    Page dashboard = open(size, "/?watch=prices.WIDE,wide.number," + LONG_TOPIC);
    dashboard.locator("#prices [data-topic='prices.WIDE']").waitFor();
    PageMeasurements.assertNoHorizontalScrolling(dashboard);
  }

  @Test
  void theCharactersOfATopicAreCountedAsTheServerCountsThem() {
    String topic = "deep." + "\uD83E\uDD8A".repeat(195);
    server.publish(topic, new JsonObject().put("k", 1));
    Page page = open(ScreenSize.WIDE, "/topic.html?topic=" + topic);
    assertThat(page.locator("#big")).hasText("1");
  }

  @Test
  void aTextHasNoChart() {
    server.publish("names.text", new JsonObject().put("text", "hello"));
    Page page = open(ScreenSize.WIDE, "/topic.html?topic=names.text");
    page.locator("#main[data-phase=full]").waitFor();
    assertThat(page.locator(".chart")).isHidden();
  }
}
