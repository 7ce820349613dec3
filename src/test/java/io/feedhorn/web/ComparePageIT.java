package io.feedhorn.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The latency laboratory in a browser. */
class ComparePageIT {
  private static final List<String> ROWS =
      List.of(
          "websocket",
          "sockjs",
          "sockjs-xhr-streaming",
          "sse",
          "long-polling",
          "polling-100ms",
          "polling-250ms",
          "polling-1s");

  private static final String SHORT_INTERVALS = "/compare.html?every=100ms,250ms,1s";
  private static final int DELAY_MILLIS = 1_000;
  private static final List<String> PUSHED = List.of("websocket", "sockjs", "sse");

  private static final int MIN_UPDATES = 40;

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start(LiveServer.DEMO_DATA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Locator figure(Page page, String row, String key) {
    return page.locator("#figures [data-row='%s'] [data-key='%s']".formatted(row, key));
  }

  private static String export(Page page, String form) throws IOException {
    page.locator("#export summary").click();
    Download download =
        page.waitForDownload(() -> page.locator("[data-form=" + form + "]").click());
    assertThat(download.suggestedFilename()).isEqualTo("feedhorn-latency." + form);
    byte[] bytes = Files.readAllBytes(download.path());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static JsonObject row(JsonObject results, String name) {
    JsonArray all = results.getJsonArray("transports");
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(row -> row.getString("transport").equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the results when each row has received enough updates. A more exact clock offset starts
   * a new window.
   */
  private static JsonObject results(Page page) {
    return await()
        .pollInSameThread()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofMinutes(2))
        .until(() -> new JsonObject(export(page, "json")), ComparePageIT::haveEnoughUpdates);
  }

  private static boolean haveEnoughUpdates(JsonObject results) {
    return results.getJsonObject("clock").getDouble("error") != null
        && ROWS.stream().allMatch(name -> row(results, name).getInteger("updates") >= MIN_UPDATES);
  }

  @Test
  void everyRowHasResultsAndTheyCanBeExported() throws Exception {
    Page page = chromium.newSession().open(server.origin() + SHORT_INTERVALS);

    JsonObject results = results(page);

    double error = results.getJsonObject("clock").getDouble("error");
    assertThat(error).isPositive();
    for (String name : ROWS) {
      JsonObject row = row(results, name);
      assertThat(row.getInteger("updates")).as(name).isGreaterThanOrEqualTo(MIN_UPDATES);
      assertThat(row.getInteger("lost")).as(name).isZero();
      assertThat(row.getInteger("bytes")).as(name).isPositive();
      assertThat(row.getJsonObject("perUpdate").getDouble("bytes")).as(name).isGreaterThan(100);
      // An age can be negative only within the error of the clocks.
      assertThat(row.getJsonObject("age").getDouble("mean")).as(name).isGreaterThan(-error);
    }
    // An update waits for half a second on average, and longer on a busy machine.
    double slow = row(results, "polling-1s").getJsonObject("age").getDouble("mean");
    assertThat(slow).isGreaterThan(250 - error);
    assertThat(results.getJsonObject("asFreshAsSse").fieldNames())
        .containsExactly("interval", "atMost", "requestsPerMinute");
    assertThat(page.locator("#verdict li")).not().hasCount(0);
    assertThat(export(page, "csv").split("\r\n")).hasSize(ROWS.size() + 1);
    assertThat(export(page, "png")).startsWith("\u0089PNG");
  }

  /**
   * No update can be younger than the delay, and none is older than twice the delay on a machine
   * that has time for it. The test waits until the machine has.
   */
  @Test
  void aSimulatedDelayIsMeasuredCorrectly() throws Exception {
    BrowserSession session = chromium.newSession();
    Page page = session.open(server.origin() + SHORT_INTERVALS + "&source=load&rate=60");
    awaitMedians(page, 0, DELAY_MILLIS);

    page.locator("#conditions summary").click();
    page.locator("[name=delay]").fill(String.valueOf(DELAY_MILLIS));
    page.locator("[name=delay]").press("Enter");

    assertThat(page).hasURL(Pattern.compile("delay=" + DELAY_MILLIS));
    awaitMedians(page, DELAY_MILLIS, 2 * DELAY_MILLIS);
  }

  /** Waits until the median ages of all pushed rows are in a range, except for the error. */
  private static void awaitMedians(Page page, int min, int max) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              JsonObject results = new JsonObject(export(page, "json"));
              Double error = results.getJsonObject("clock").getDouble("error");
              assertThat(error).as("the error of the clock").isNotNull();
              for (String name : PUSHED) {
                JsonObject row = row(results, name);
                assertThat(row.getInteger("updates")).as(name).isGreaterThanOrEqualTo(MIN_UPDATES);
                assertThat(row.getJsonObject("age").getDouble("p50"))
                    .as("the median age of %s", name)
                    .isBetween(min - error, max - error);
              }
            });
  }

  @Test
  void aRowCanBeSwitchedOffAndOnAndTheUrlRecordsIt() {
    Page page =
        chromium
            .newSession(ScreenSize.PHONE, ColorScheme.DARK)
            .open(server.origin() + SHORT_INTERVALS);
    Locator row = page.locator(".row[data-row=sse]");
    assertThat(row).hasAttribute("data-status", "live");

    row.getByRole(AriaRole.SWITCH).click();
    assertThat(row).hasAttribute("data-status", "off");
    assertThat(page).hasURL(Pattern.compile("off=sse"));
    assertThat(figure(page, "sse", "updates")).hasText("–");
    page.reload();
    assertThat(row).hasAttribute("data-status", "off");
    row.getByRole(AriaRole.SWITCH).click();

    assertThat(row).hasAttribute("data-status", "live");
    assertThat(page.locator(".row[data-status=live]")).hasCount(ROWS.size());
    Locator deltas = page.locator(".row[data-row=websocket-delta]");
    assertThat(deltas).hasAttribute("data-status", "off");
    deltas.getByRole(AriaRole.SWITCH).click();
    assertThat(deltas).hasAttribute("data-status", "live");
    assertThat(page).hasURL(Pattern.compile("on=websocket-delta"));
    assertThat(figure(page, "websocket-delta", "updates")).hasText(Pattern.compile("^[1-9]"));
    PageMeasurements.assertNoHorizontalScrolling(page);
  }

  @Test
  void aNumberThatTheServerRefusesIsNotTaken() {
    Page page = chromium.newSession().open(server.origin() + "/compare.html");
    Object taken =
        page.evaluate(
            """
            () => import('/compare/settings.js').then(({within}) => [
              within('kilobits', '5'), within('kilobits', '0'), within('kilobits', '16'),
              within('delay', '1.5'), within('count', '0.2'), within('loss', '1.5'), within('rate', ' ')])
            """);
    assertThat(taken).isEqualTo(Arrays.asList(null, 0, 16, 2, null, 1.5, null));
  }

  @Test
  void aStreamForWhichTheServerHasNoRoomSaysSo() {
    BrowserSession session = chromium.newSession();
    String refusal =
        "retry: 1000\nevent: unavailable\ndata: {\"code\":\"too_many\",\"detail\":\"The limit is reached.\"}\n\n";
    session
        .page()
        .route(
            Pattern.compile("/v1/stream"),
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody(refusal)));

    Page page = session.open(server.origin() + "/compare.html");

    assertThat(page.locator("[data-row=sse] .about"))
        .hasText("not connected: The limit is reached.");
  }
}
