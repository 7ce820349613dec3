package io.feedhorn.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody with a fresh browser profile and one page. Remembers what was asked of the network and
 * what the page complained of. Used by the test's thread only.
 */
final class BrowserSession {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Set<String> RECORDED_TYPES = Set.of("error", "warning");

  /** Chromium's own words, which no page can keep it from writing. */
  private static final Pattern OUTAGE_MESSAGES =
      Pattern.compile("net::ERR_|with a status of 502|^WebSocket connection to '[^']*' failed");

  private static final Pattern REFUSAL_MESSAGES =
      Pattern.compile("with a status of 40[134]|closed before the connection is established");

  private final BrowserContext context;
  private final Page page;
  private final List<String> requests = new ArrayList<>();
  private final List<String> consoleErrors = new ArrayList<>();
  private boolean outage;
  private boolean refusals;

  BrowserSession(BrowserContext context) {
    this.context = context;
    context.onRequest(request -> requests.add(request.url()));
    this.page = context.newPage();
    page.onWebSocket(socket -> requests.add(socket.url()));
    page.onConsoleMessage(this::recordMessage);
    page.onPageError(error -> consoleErrors.add("uncaught: " + error));
  }

  private void recordMessage(ConsoleMessage message) {
    boolean excused =
        (outage && (OUTAGE_MESSAGES.matcher(message.text()).find() || isEndedSession(message)))
            || (refusals && REFUSAL_MESSAGES.matcher(message.text()).find());
    if (RECORDED_TYPES.contains(message.type()) && !excused) {
      consoleErrors.add(message.type() + ": " + message.text() + " at " + message.location());
    }
  }

  /** A server that stops has ended its SockJS sessions, and refuses what was on its way to them. */
  private static boolean isEndedSession(ConsoleMessage message) {
    return message.text().contains("with a status of 404")
        && message.location().contains("/xhr_send?");
  }

  /** From now on the network is going to fail on purpose; all else is still complained of. */
  BrowserSession expectingAnOutage() {
    outage = true;
    return this;
  }

  /** From now on the server is going to refuse what the page asks for. */
  BrowserSession expectingRefusals() {
    refusals = true;
    return this;
  }

  Page open(String url) {
    page.navigate(url);
    return page;
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Everything that was asked for, WebSockets too. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns the errors and warnings up to now. */
  List<String> consoleErrors() {
    // Messages are handed over during calls to the page only.
    if (!page.isClosed()) page.title();
    return List.copyOf(consoleErrors);
  }

  /** Closes the page, before its server goes. */
  void closePage() {
    page.close();
  }

  /** For people to look at: {@code target/screenshots/name.png}. */
  void takeScreenshot(String name) {
    try {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(SCREENSHOTS.resolve(name + ".png")));
    } catch (PlaywrightException gone) {
      consoleErrors.add("no screenshot: " + gone.getMessage());
    }
  }
}
