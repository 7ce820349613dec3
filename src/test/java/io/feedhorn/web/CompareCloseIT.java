package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator closes the connection of a row of the latency laboratory. */
class CompareCloseIT {
  private static final List<String> ROWS =
      List.of(
          "websocket",
          "sockjs",
          "sockjs-xhr-streaming",
          "sse",
          "long-polling",
          "polling-250ms",
          "polling-1s",
          "polling-5s");

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

  /** Opens the page with one row, which is the only reader of a feed. */
  private static Page open(String row, String feed) {
    String off = ROWS.stream().filter(name -> !name.equals(row)).collect(Collectors.joining(","));
    Page page =
        chromium
            .newSession()
            .open(server.origin() + "/compare.html?topics=" + feed + ".*&off=" + off);
    assertThat(page.locator(".row[data-row=%s]".formatted(row)))
        .hasAttribute("data-status", "live");
    return page;
  }

  private static JsonArray connections(String feed) throws Exception {
    return new JsonObject(server.get("/v1/admin/connections?topic=" + feed + ".a"))
        .getJsonArray("connections");
  }

  private static void close(String feed, int code) throws Exception {
    await().until(() -> connections(feed).size() == 1);
    String id = connections(feed).getJsonObject(0).getString("id");
    JsonObject closed = server.delete("/v1/admin/connections/" + id + "?code=" + code);
    assertThat(closed.getInteger("code")).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sockjs", "sockjs-xhr-streaming"})
  void aRowThatIsClosedForGoodDoesNotReconnectAndThePageTellsWhy(String row) throws Exception {
    String feed = "ended-" + row;
    Page page = open(row, feed);

    close(feed, 4002);

    assertThat(page.locator("#notice-title")).hasText("Disconnected");
    assertThat(page.locator("#notice-text")).hasText("Closed by an operator.");
    assertThat(page.locator(".row[data-row=%s]".formatted(row)))
        .hasAttribute("data-status", "failed");
    assertThat(connections(feed)).isEmpty();

    page.getByText("Try again").click();
    assertThat(page.locator(".row[data-row=%s]".formatted(row)))
        .hasAttribute("data-status", "live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sockjs"})
  void aRowThatIsClosedForNowReconnects(String row) throws Exception {
    String feed = "moved-" + row;
    Page page = open(row, feed);
    String before = connections(feed).getJsonObject(0).getString("id");

    close(feed, 4201);

    await()
        .until(
            () ->
                connections(feed).stream()
                    .map(JsonObject.class::cast)
                    .anyMatch(each -> !each.getString("id").equals(before)));
    assertThat(page.locator("#notice-title")).isHidden();
  }
}
