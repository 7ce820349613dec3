package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.feedhorn.clients.Scripts;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The EventSources of a real browser, on one page. Over HTTP/2 a page has at most as many streams
 * as the server lets it have, mostly 100, and waits with the others. Used by the test's thread
 * only.
 */
final class BrowserEventSources implements EventSources {
  private static final String OPEN =
      """
      async ([topic, count]) => {
        const {crowd} = await import('/crowd.js');
        window.state = crowd(EventSource, location.origin, topic, count);
      }
      """;

  private final BrowserSession session;
  private final Page page;

  private BrowserEventSources(BrowserSession session, Page page) {
    this.session = session;
    this.page = page;
  }

  /**
   * Opens a page of the server that has nothing but EventSources.
   *
   * @param origin of a server whose certificate is not looked at
   */
  static BrowserEventSources of(Chromium chromium, String origin, String topic, int count) {
    BrowserSession session =
        chromium
            .newSession(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))
            .expectingAnOutage();
    serve(
        session.page(), "**/crowd.html", "text/html", "<!doctype html><link rel=icon href=data:,>");
    serve(session.page(), "**/crowd.js", "text/javascript", Scripts.text("crowd.js"));
    Page page = session.open(origin + "/crowd.html");
    page.evaluate(OPEN, List.of(topic, count));
    return new BrowserEventSources(session, page);
  }

  private static void serve(Page page, String pattern, String type, String body) {
    page.route(
        pattern,
        route -> route.fulfill(new Route.FulfillOptions().setContentType(type).setBody(body)));
  }

  @Override
  public State state() {
    return State.of(new JsonObject((String) page.evaluate("JSON.stringify(state())")));
  }

  @Override
  public void close() {
    session.closePage();
  }
}
