package io.feedhorn.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.feedhorn.clients.Scripts;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The EventSources of one page in a real browser. Over HTTP/2 the server limits the number of
 * concurrent streams, usually to 100. Used by the test's thread only.
 */
final class BrowserEventSources implements EventSources {
  private static final String OPEN =
      """
      async ([topic, count]) => {
        const {openReaders} = await import('/event-sources.js');
        window.state = openReaders(EventSource, location.origin, topic, count);
      }
      """;

  private final BrowserSession session;
  private final Page page;

  private BrowserEventSources(BrowserSession session, Page page) {
    this.session = session;
    this.page = page;
  }

  /**
   * Opens a page of the server with EventSources.
   *
   * @param origin the origin of a server whose certificate is not verified
   */
  static BrowserEventSources of(Chromium chromium, String origin, String topic, int count) {
    BrowserSession session =
        chromium
            .newSession(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))
            .expectingAnOutage();
    serve(
        session.page(),
        "**/event-sources.html",
        "text/html",
        "<!doctype html><link rel=icon href=data:,>");
    serve(
        session.page(), "**/event-sources.js", "text/javascript", Scripts.text("event-sources.js"));
    Page page = session.open(origin + "/event-sources.html");
    page.evaluate(OPEN, List.of(topic, count));
    // Otherwise every request of every reader would be held until this process lets it pass.
    session.page().unrouteAll();
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
