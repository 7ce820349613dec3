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
 * One browser for all test classes of a JVM, with separate sessions for each test. Sessions are
 * closed before the test's server. A test fails if a page logs an error or a warning.
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

  /** The browser's process, which JUnit closes after the last test class. */
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

  /** Returns a new session with a wide screen and the light colour scheme. */
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
    List<String> errors = new ArrayList<>();
    for (BrowserSession session : sessions) {
      if (test.getExecutionException().isPresent() && !session.page().isClosed()) {
        session.takeScreenshot("failed-" + test.getRequiredTestMethod().getName() + errors.size());
      }
      // Before the page is closed, which would log warnings about connections that are opening.
      errors.addAll(session.consoleErrors());
      session.context().close();
    }
    sessions.clear();
    if (!errors.isEmpty()) {
      throw new AssertionError("errors in the console of the page:\n" + String.join("\n", errors));
    }
  }
}
