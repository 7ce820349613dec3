package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The browsers of this JVM, each started when all others are in use. A browser is used by one
 * thread at a time, as its library requires. Safe on any thread.
 */
final class BrowserPool implements AutoCloseable {
  /** Longer than a page needs to return to a transport that did not connect in time. */
  static final double TIMEOUT_MILLIS = 90_000;

  static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static final int MAX_BROWSERS = 3;

  private final Semaphore unused = new Semaphore(MAX_BROWSERS);
  private final ConcurrentLinkedDeque<Browser> idle = new ConcurrentLinkedDeque<>();
  private final Queue<Playwright> started = new ConcurrentLinkedQueue<>();

  /** Returns a browser that only the caller uses until it gives it back. */
  Browser borrow() throws InterruptedException {
    unused.acquire();
    Browser browser = idle.pollFirst();
    if (browser != null) {
      return browser;
    }
    try {
      return start();
    } catch (RuntimeException | AssertionError failure) {
      unused.release();
      throw failure;
    }
  }

  void giveBack(Browser browser) {
    idle.addFirst(browser);
    unused.release();
  }

  private Browser start() {
    Path executable = InstalledChromium.forPages();
    PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    started.add(playwright);
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(executable)
                .setHeadless(true)
                .setArgs(ARGUMENTS));
  }

  @Override
  public void close() {
    started.forEach(Playwright::close);
  }
}
