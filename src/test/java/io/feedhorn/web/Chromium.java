package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * One browser for all test classes of a JVM, with visitors who know nothing of each other or of the
 * test before. They are gone before the test's server is. A test in which a page complained has
 * failed.
 */
final class Chromium implements BeforeAllCallback, AfterTestExecutionCallback {
  private static final double TIMEOUT_MILLIS = 20_000;
  static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final List<BrowserSession> sessions = new ArrayList<>();
  private @Nullable Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) {
    browser =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(
                BrowserProcess.class, first -> BrowserProcess.start(), BrowserProcess.class)
            .browser();
  }

  /** Ends with the JVM's last test class: what the session's store holds is closed then. */
  private record BrowserProcess(Playwright playwright, Browser browser) implements AutoCloseable {
    static BrowserProcess start() {
      Path executable = InstalledChromium.path();
      PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      return new BrowserProcess(
          playwright,
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable)
                      .setHeadless(true)
                      .setArgs(ARGUMENTS)));
    }

    @Override
    public void close() {
      playwright.close();
    }
  }

  /** Somebody at a desk, in daylight. */
  BrowserSession newSession() {
    return newSession(ScreenSize.WIDE, ColorScheme.LIGHT);
  }

  BrowserSession newSession(ScreenSize screen, ColorScheme scheme) {
    return newSession(screen.options().setColorScheme(scheme));
  }

  BrowserSession newSession(Browser.NewContextOptions options) {
    BrowserSession session =
        new BrowserSession(Objects.requireNonNull(browser).newContext(options));
    session.context().setDefaultTimeout(TIMEOUT_MILLIS);
    sessions.add(session);
    return session;
  }

  @Override
  public void afterTestExecution(ExtensionContext test) {
    List<String> complaints = new ArrayList<>();
    for (BrowserSession session : sessions) {
      if (test.getExecutionException().isPresent() && !session.page().isClosed()) {
        session.takeScreenshot(
            "failed-" + test.getRequiredTestMethod().getName() + complaints.size());
      }
      // Before the browser closes the page: it warns of connections that are cut while they open.
      complaints.addAll(session.consoleErrors());
      session.context().close();
    }
    sessions.clear();
    if (!complaints.isEmpty()) {
      throw new AssertionError("the page complained:\n" + String.join("\n", complaints));
    }
  }
}
