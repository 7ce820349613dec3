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
 * A browser for each test, from a pool of this JVM, with visitors who know nothing of each other or
 * of the test before. They are gone before the test's server is. A test in which a page complained
 * has failed. Tests may run at the same time.
 */
final class Chromium implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {
  private final ThreadLocal<Visit> current = new ThreadLocal<>();

  /** The browser of one test, and its visitors. */
  private record Visit(Browser browser, List<BrowserSession> visitors) {}

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

  /** Somebody at a desk, in daylight. */
  BrowserSession visitor() {
    return visitor(Screen.WIDE, ColorScheme.LIGHT);
  }

  BrowserSession visitor(Screen screen, ColorScheme scheme) {
    return visitor(screen.options().setColorScheme(scheme));
  }

  BrowserSession visitor(Browser.NewContextOptions options) {
    Visit visit = Objects.requireNonNull(current.get(), "no test is running in this thread");
    BrowserSession visitor = new BrowserSession(visit.browser().newContext(options));
    visitor.context().setDefaultTimeout(BrowserPool.TIMEOUT_MILLIS);
    visit.visitors().add(visitor);
    return visitor;
  }

  @Override
  public void afterTestExecution(ExtensionContext test) {
    List<String> complaints = new ArrayList<>();
    List<BrowserSession> visitors = current.get().visitors();
    for (BrowserSession visitor : visitors) {
      if (test.getExecutionException().isPresent() && !visitor.page().isClosed()) {
        visitor.photograph("failed-" + test.getRequiredTestMethod().getName() + complaints.size());
      }
      // Before the browser closes the page: it warns of connections that are cut while they open.
      complaints.addAll(visitor.complaints());
      visitor.context().close();
    }
    visitors.clear();
    if (!complaints.isEmpty()) {
      throw new AssertionError("the page complained:\n" + String.join("\n", complaints));
    }
  }
}
