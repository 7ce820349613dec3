package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
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
 * other or with the test before. They are gone before the test's server is. A test in which a page
 * complained has failed. Tests may run at the same time.
 */
final class Chromium implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {
  private final ThreadLocal<Visit> current = new ThreadLocal<>();

  /** The browser of one test, and its sessions. */
  private record Visit(Browser browser, List<BrowserSession> sessions) {}

  @Override
  public void beforeEach(ExtensionContext test) throws InterruptedException {
    current.set(new Visit(pool(test).borrow(), new ArrayList<>()));
  }

  /** The browsers end with the JVM's last test class, when the session's store is closed. */
  private static BrowserPool pool(ExtensionContext test) {
    return test.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(BrowserPool.class, first -> new BrowserPool(), BrowserPool.class);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Visit visit = current.get();
    current.remove();
    pool(test).giveBack(visit.browser());
  }

  /** Returns a session with a wide window and the light color scheme. */
  BrowserSession newSession() {
    return newSession(ScreenSize.WIDE, ColorScheme.LIGHT);
  }

  BrowserSession newSession(ScreenSize screen, ColorScheme scheme) {
    return newSession(screen.options().setColorScheme(scheme));
  }

  BrowserSession newSession(Browser.NewContextOptions options) {
    Visit visit = Objects.requireNonNull(current.get(), "no test is running in this thread");
    BrowserSession session = new BrowserSession(visit.browser().newContext(options));
    session.context().setDefaultTimeout(BrowserPool.TIMEOUT_MILLIS);
    visit.sessions().add(session);
    return session;
  }

  @Override
  public void afterTestExecution(ExtensionContext test) {
    List<String> complaints = new ArrayList<>();
    List<BrowserSession> sessions = current.get().sessions();
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
