package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TickerIT {
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

  private void publish(String topic, double price) {
    server.publish(topic, new JsonObject().put("price", price));
  }

  @Test
  void aTopicThatIsGoneAfterARestartIsNotShown() {
    publish("shown.a", 1.5);
    publish("shown.b", 2.5);
    Page page = chromium.newSession().expectingAnOutage().open(server.origin());
    openTicker(page, "shown.*");
    Locator items = page.locator("feedhorn-ticker li");
    assertThat(items).hasCount(2);

    server.stop();
    server.restart();
    publish("shown.b", 3.5);

    assertThat(items).hasText(new String[] {"b3.50"});
  }

  private static Page openTicker(Page page, String topics) {
    page.evaluate(
        """
        async topics => {
          await import('/client/feedhorn-ticker.js');
          const ticker = document.createElement('feedhorn-ticker');
          ticker.setAttribute('topics', topics);
          document.body.prepend(ticker);
        }
        """,
        topics);
    return page;
  }

  private static void set(Page page, String attribute, String value) {
    page.locator("feedhorn-ticker")
        .evaluate(
            "(ticker, [name, value]) => ticker.setAttribute(name, value)",
            List.of(attribute, value));
  }

  @Test
  void aNumberHasTheDecimalsOfItsFirstSixDigits() {
    publish("small.a", 0.00012345);
    publish("small.b", 1.08472);
    publish("small.c", 98.1234567);
    publish("small.d", 110.5);
    publish("small.e", 1234567.891);
    publish("small.f", 7);
    publish("small.g", -0.999999999);
    publish("small.h", 1.5e-12);
    Page page = openTicker(chromium.newSession().open(server.origin()), "small.*");
    Locator values = page.locator("feedhorn-ticker .value");
    assertThat(values)
        .hasText(
            new String[] {
              "0.00012345", "1.08472", "98.1235", "110.50", "1234567.89", "7", "-1.00", "1.5e-12"
            });

    set(page, "digits", "3");
    assertThat(values.first()).hasText("0.000");
    assertThat(values.nth(1)).hasText("1.085");

    page.navigate(server.origin() + "/topic.html?topic=small.a");
    assertThat(page.locator("#ticker .value")).hasText("0.00012345");
  }

  @Test
  void anAddressThatIsNoneIsReportedAndHidesNoValue() {
    publish("addressed.a", 1.5);
    Page page = openTicker(chromium.newSession().open(server.origin()), "addressed.*");
    set(page, "link", "http://[{topic}");
    assertThat(page.locator("feedhorn-ticker .value")).hasText("1.50");

    set(page, "server", "http://[");
    assertThat(page.locator("feedhorn-ticker .status"))
        .hasText("The attribute server is not an address: http://[");
  }
}
