package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A browser for each test, from a pool of this JVM, with sessions that share nothing with each
 * other or with an earlier test. They are closed before the test's server. A test fails if a page
 * logs an error or a warning. Tests may run at the same time.
 */
final class Chromium implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {
  private static final ThreadLocal<TestBrowser> CURRENT = new ThreadLocal<>();

  /** The browser of one test, and its sessions. */
  private record TestBrowser(Browser browser, List<BrowserSession> sessions) {}

  @Override
  public void beforeEach(ExtensionContext test) throws InterruptedException {
    CURRENT.set(new TestBrowser(pool(test).borrow(), new ArrayList<>()));
  }

  /** Returns the browsers of this JVM, which JUnit closes after the last test class. */
  private static BrowserPool pool(ExtensionContext test) {
    return test.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(BrowserPool.class, first -> new BrowserPool(), BrowserPool.class);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    TestBrowser testBrowser = CURRENT.get();
    CURRENT.remove();
    pool(test).giveBack(testBrowser.browser());
  }

  /** Returns a session with a wide window and the light color scheme. */
  BrowserSession newSession() {
    return newSession(ScreenSize.WIDE, ColorScheme.LIGHT);
  }

  BrowserSession newSession(ScreenSize screen, ColorScheme scheme) {
    return newSession(screen.options().setColorScheme(scheme));
  }

  /**
   * Returns a session like {@link #newSession()} whose user prefers reduced motion: a page with
   * live prices needs half the CPU time without its animations.
   */
  BrowserSession newSessionWithReducedMotion() {
    return newSessionWithReducedMotion(ScreenSize.WIDE);
  }

  BrowserSession newSessionWithReducedMotion(ScreenSize screen) {
    return newSession(
        screen.options().setColorScheme(ColorScheme.LIGHT).setReducedMotion(ReducedMotion.REDUCE));
  }

  BrowserSession newSession(Browser.NewContextOptions options) {
    TestBrowser testBrowser =
        Objects.requireNonNull(CURRENT.get(), "no test is running in this thread");
    BrowserSession session = new BrowserSession(testBrowser.browser().newContext(options));
    session.context().setDefaultTimeout(BrowserPool.TIMEOUT_MILLIS);
    testBrowser.sessions().add(session);
    return session;
  }

  @Override
  public void afterTestExecution(ExtensionContext test) {
    List<String> errors = new ArrayList<>();
    List<BrowserSession> sessions = CURRENT.get().sessions();
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
