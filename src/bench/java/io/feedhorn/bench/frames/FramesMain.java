package io.feedhorn.bench.frames;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import io.feedhorn.app.ServerProcess;
import io.feedhorn.app.settings.SettingsLoader;
import io.feedhorn.bench.InstalledChromium;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the dashboard in Chromium with a server with many prices: frames per second, and CPU
 * time of the main thread and of the browser. In turns with two pages to compare with: an empty
 * one, and one with the same elements and style sheets that changes nothing.
 */
public final class FramesMain {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 900;
  private static final double TIMEOUT_MILLIS = 120_000;

  /** After it, the history is loaded, and the page has drawn what is outside of the window. */
  private static final double SETTLE_MILLIS = 5_000;

  private static final String EMPTY = "<!doctype html><html lang=en><title>Empty</title>";

  /** The elements of the page without its programs. */
  private static final String WITHOUT_SCRIPTS =
      """
      () => {
        const copy = document.documentElement.cloneNode(true);
        copy.querySelectorAll('script, link[rel=modulepreload]').forEach(each => each.remove());
        return '<!doctype html>' + copy.outerHTML;
      }
      """;

  private final Browser browser;
  private final String address;
  private final FramesOptions options;
  private final HttpClient http = HttpClient.newHttpClient();

  private FramesMain(Browser browser, String address, FramesOptions options) {
    this.browser = browser;
    this.address = address;
    this.options = options;
  }

  /** Arguments: see {@link FramesOptions}. */
  public static void main(String[] arguments) throws Exception {
    FramesOptions options;
    try {
      options = FramesOptions.parse(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    Map<String, String> environment =
        Map.of("FEEDHORN_HTTP_PORT", "0", "FEEDHORN_DEMO_PRICES_TOPICS", "0");
    ServerProcess server =
        new ServerProcess(
            new SettingsLoader(Path.of(""), environment).read(null, Path.of("webroot")));
    try (Playwright playwright = InstalledChromium.playwright();
        Browser browser = InstalledChromium.launch(playwright)) {
      String address = server.start();
      try (PricePublisher prices = new PricePublisher(address, options)) {
        prices.start();
        new FramesMain(browser, address, options).run();
      }
    } finally {
      server.stop();
    }
    System.exit(0);
  }

  private void run() {
    PageCost empty = new PageCost("empty page");
    PageCost still = new PageCost("the same elements, unchanged");
    PageCost dashboard = new PageCost("dashboard");
    for (int round = 0; round < options.rounds(); round++) {
      String elements;
      try (BrowserContext context = newContext()) {
        Page page = context.newPage();
        page.navigate(address);
        page.locator("#badge[data-tone=live]").waitFor();
        page.waitForFunction(
            "count => document.querySelectorAll('#prices tr[data-topic]').length >= count",
            options.topics());
        page.waitForTimeout(SETTLE_MILLIS);
        new MeasuredPage(browser, page).measure(options.seconds(), this::delivered, dashboard);
        elements = (String) page.evaluate(WITHOUT_SCRIPTS);
      }
      measureHtml(EMPTY, empty);
      measureHtml(elements, still);
    }
    print(List.of(empty, still, dashboard));
    System.out.printf(
        Locale.ROOT,
        "%nThe dashboard against the unchanged page: frames %.2f, main thread %.1f ms more and"
            + " browser %.1f ms more in a second%n",
        dashboard.framesPerSecond() / still.framesPerSecond(),
        dashboard.millis("TaskDuration") - still.millis("TaskDuration"),
        dashboard.browserMillis() - still.browserMillis());
  }

  private void measureHtml(String html, PageCost cost) {
    try (BrowserContext context = newContext()) {
      Page page = context.newPage();
      page.route(
          address + "/",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("text/html; charset=utf-8")
                      .setBody(html)));
      page.navigate(address);
      page.waitForTimeout(SETTLE_MILLIS);
      new MeasuredPage(browser, page).measure(options.seconds(), this::delivered, cost);
    }
  }

  private void print(List<PageCost> pages) {
    System.out.printf(
        "%d topics, %d updates a second each, window of %d by %d, %d times %d s%n%n",
        options.topics(), options.rate(), WIDTH, HEIGHT, options.rounds(), options.seconds());
    System.out.println(
        "| page | elements | updates/s | frames/s | ms between frames, median | 95 % |"
            + " frames over 20 ms | long tasks |\n|---|--:|--:|--:|--:|--:|--:|--:|");
    pages.forEach(page -> System.out.println(page.frameRow()));
    System.out.println(
        "\nCPU time in a second, in milliseconds:\n\n"
            + "| page | main thread | scripts | style | layout | page's process | GPU's process |"
            + " browser |\n|---|--:|--:|--:|--:|--:|--:|--:|");
    pages.forEach(page -> System.out.println(page.costRow()));
  }

  private BrowserContext newContext() {
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT));
    context.setDefaultTimeout(TIMEOUT_MILLIS);
    return context;
  }

  /** Returns the number of updates that the server has handed to connections. */
  private long delivered() {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/metrics")).build();
      return http.send(request, BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith("feedhorn_delivered_total{"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException failure) {
      throw new IllegalStateException("the server does not answer", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
