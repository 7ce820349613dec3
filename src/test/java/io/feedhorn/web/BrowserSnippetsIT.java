package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.clients.NodeToolchain;
import io.feedhorn.clients.Snippets;
import io.feedhorn.transport.Command;
import io.feedhorn.transport.NodeScripts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The browser programs of {@code docs/clients.md}, in a real browser behind a proxy that cuts the
 * connection twice. Each must log every update once and in order.
 */
@Timeout(120)
class BrowserSnippetsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String TOPIC = "notify.u1";
  private static final String PACKAGE = "@microsoft/fetch-event-source";

  @RegisterExtension static final Chromium chromium = new Chromium();

  private final List<Long> offsets = new ArrayList<>();

  @Test
  void theEventSourceSnippetLogsEveryUpdateOnce() {
    assertLogsEveryUpdate("eventsource", page -> {});
  }

  @Test
  void theFetchEventSourceSnippetLogsEveryUpdateOnce() throws IOException {
    if (!Command.isInstalled("npm", "--version")) {
      NodeScripts.skipTest("npm is not on the path: fetch-event-source is not tested.");
    }
    NodeToolchain npm = new NodeToolchain();
    npm.install();
    Path modules = npm.packageFolder(PACKAGE).resolve(Path.of("lib", "esm"));
    assertLogsEveryUpdate("fetch-event-source", page -> serveModules(page, modules));
  }

  /** Serves the package's modules, which import each other without an extension. */
  private static void serveModules(Page page, Path modules) {
    page.route(
        "**/modules/*",
        route -> {
          String url = route.request().url();
          String name = url.substring(url.lastIndexOf('/') + 1) + ".js";
          route.fulfill(
              new Route.FulfillOptions()
                  .setContentType("text/javascript")
                  .setPath(modules.resolve(name)));
        });
  }

  private interface Preparation {
    void prepare(Page page);
  }

  private void assertLogsEveryUpdate(String snippet, Preparation preparation) {
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA);
        FaultProxy proxy = FaultProxy.before(server.port())) {
      server.publish(TOPIC, new JsonObject());
      BrowserSession session = chromium.newSession().expectingAnOutage();
      Page page = session.page();
      page.onConsoleMessage(message -> recordUpdate(message.text()));
      page.route("**/page.html", route -> route.fulfill(html(snippet, proxy.port())));
      preparation.prepare(page);

      session.open(proxy.address() + "/page.html");

      assertReceived(page, 1);
      for (int cuts = 0; cuts < 2; cuts++) {
        proxy.cutConnections();
        server.publish(TOPIC, new JsonObject());
        server.publish(TOPIC, new JsonObject());
        assertReceived(page, 3 + 3 * cuts);
        server.publish(TOPIC, new JsonObject());
        assertReceived(page, 4 + 3 * cuts);
      }
      session.closePage();
    }
  }

  private static Route.FulfillOptions html(String snippet, int port) {
    String page =
        """
        <!doctype html><link rel=icon href=data:,><title>A page</title>
        <script type=importmap>{"imports": {"%s": "/modules/index"}}</script>
        <script type=module>%s</script>
        """;
    return new Route.FulfillOptions()
        .setContentType("text/html")
        .setBody(page.formatted(PACKAGE, Snippets.code(snippet, port, TOPIC)));
  }

  private void recordUpdate(String text) {
    if (text.startsWith("{\"type\":\"update\"")) {
      offsets.add(new JsonObject(text).getLong("offset"));
    }
  }

  private void assertReceived(Page page, int updates) {
    List<Long> all = LongStream.rangeClosed(1, updates).boxed().toList();
    await()
        .pollInSameThread()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> {
              page.title(); // delivers pending console messages
              assertThat(offsets).isEqualTo(all);
            });
  }
}
