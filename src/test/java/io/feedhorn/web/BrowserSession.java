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
 * A browser context with a new profile and one page. Records requests, and errors and warnings of
 * the console. Used by the test's thread only.
 */
final class BrowserSession {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Set<String> RECORDED_TYPES = Set.of("error", "warning");

  /** Messages of Chromium itself, which a page cannot prevent. */
  private static final Pattern OUTAGE_MESSAGES =
      Pattern.compile("net::ERR_|with a status of 50[23]|^WebSocket connection to '[^']*' failed");

  private static final Pattern CLIENTS = Pattern.compile("/sockjs-client/|/client/feedhorn\\.js");

  private static final Pattern REFUSAL_MESSAGES =
      Pattern.compile(
          "with a status of 40[134]|closed before the connection is established"
              + "|HTTP Authentication failed|Unexpected response code: 40[134]");

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
    boolean expected =
        (outage && (OUTAGE_MESSAGES.matcher(message.text()).find() || isEndedSession(message)))
            || (refusals && REFUSAL_MESSAGES.matcher(message.text()).find())
            || isTransportTimeout(message);
    if (RECORDED_TYPES.contains(message.type()) && !expected) {
      consoleErrors.add(message.type() + ": " + message.text() + " at " + message.location());
    }
  }

  /**
   * SockJS waits for a transport for a time that it derives from one round trip, the client for
   * five seconds, and then closes it and tries the next one. On a busy machine that may happen to a
   * WebSocket, and to the transports of SockJS before those in a frame, for which it sets {@code
   * document.domain}.
   */
  private static boolean isTransportTimeout(ConsoleMessage message) {
    boolean closed =
        message.text().contains("closed before the connection is established")
            && CLIENTS.matcher(message.location()).find();
    boolean frame =
        message.text().startsWith("document.domain mutation is ignored")
            && message.location().contains("/eventbus/iframe");
    return closed || frame;
  }

  /** A stopping server ends its SockJS sessions and refuses further messages to them. */
  private static boolean isEndedSession(ConsoleMessage message) {
    return message.text().contains("with a status of 404")
        && message.location().contains("/xhr_send?");
  }

  /** Ignores messages about failed connections from now on, because the test causes them. */
  BrowserSession expectingAnOutage() {
    outage = true;
    return this;
  }

  /** Ignores messages about refused requests from now on, because the test causes them. */
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

  /** Returns the URLs of all requests, including WebSockets. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns the errors and warnings up to now. */
  List<String> consoleErrors() {
    // Playwright delivers console messages only during calls to the page.
    if (!page.isClosed()) page.title();
    return List.copyOf(consoleErrors);
  }

  /** Closes the page, which must happen before its server stops. */
  void closePage() {
    page.close();
  }

  /** Stores a screenshot in {@code target/screenshots/name.png}. */
  void takeScreenshot(String name) {
    try {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(SCREENSHOTS.resolve(name + ".png")));
    } catch (PlaywrightException failure) {
      consoleErrors.add("no screenshot: " + failure.getMessage());
    }
  }
}
