package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
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
    page.evaluate(
        """
        async () => {
          await import('/client/feedhorn-ticker.js');
          const ticker = document.createElement('feedhorn-ticker');
          ticker.setAttribute('topics', 'shown.*');
          document.body.prepend(ticker);
        }
        """);
    Locator items = page.locator("feedhorn-ticker li");
    assertThat(items).hasCount(2);

    server.stop();
    server.restart();
    publish("shown.b", 3.5);

    assertThat(items).hasText(new String[] {"b3.50"});
  }
}
