package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of origins that are not permitted, in a browser: they get an error and stop. */
class ForbiddenOriginIT {
  private static final String PAGE =
      "<!doctype html><link rel=icon href='data:,'><title>Another page</title>";

  private static final String CONNECT =
      """
      (async () => {
        window.errors = [];
        window.tries = 0;
        // Counts what is started: the browser reports some time later what has ended.
        const count = url => { if (String(url?.url ?? url).includes('/v1/')) tries++; };
        globalThis.fetch = new Proxy(fetch, {
          apply(called, self, args) { count(args[0]); return Reflect.apply(called, self, args); }
        });
        for (const name of ['WebSocket', 'EventSource']) globalThis[name] = new Proxy(globalThis[name], {
          construct(made, args) { count(args[0]); return Reflect.construct(made, args); }
        });
        const {connect} = await import('%1$s/client/feedhorn.js');
        window.feed = connect('%1$s', {transports: %2$s});
        feed.on('error', error => errors.push(error.code));
        feed.subscribe('prices.*', () => {});
      })()
      """;

  private static TabbedBrowser browser;

  private LiveServer server;
  private HttpServer other;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) throws IOException {
    browser = TabbedBrowser.open(profile);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void start() throws IOException {
    server = LiveServer.start(LiveServer.NO_DATA);
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
  }

  @AfterEach
  void stop() {
    other.stop(0);
    server.close();
  }

  private static TabbedBrowser.Tab connect(String page, String server, String transports) {
    TabbedBrowser.Tab tab = browser.openTab(page);
    // A new tab is empty before it has loaded its page.
    await()
        .untilAsserted(
            () ->
                assertThat(tab.evaluate("location.href + ' ' + document.readyState"))
                    .isEqualTo(page + " complete"));
    tab.evaluate(CONNECT.formatted(server, transports));
    return tab;
  }

  private static void assertForbiddenAndStopped(TabbedBrowser.Tab tab, String origin) {
    await()
        .untilAsserted(() -> assertThat(tab.evaluate("feed.state.status")).isEqualTo("forbidden"));
    assertThat(tab.evaluate("feed.state.code")).isEqualTo("forbidden");
    assertThat((String) tab.evaluate("feed.state.reason"))
        .contains("the origin of this page", "The origin " + origin + " ", "http.origins");
    assertThat(tab.evaluate("errors.join()")).isEqualTo("forbidden");
    Object before = tab.evaluate("tries");
    assertThat((Integer) before).isPositive();
    tab.evaluate("dispatchEvent(new Event('online'))");
    assertThat(tab.evaluate("new Promise(done => setTimeout(() => done(tries), 2000))"))
        .as("requests without a manual reconnect")
        .isEqualTo(before);
  }

  /** Each transport alone, and the client's default. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "undefined",
        "['websocket']",
        "['sse']",
        "['long-polling']",
        "['polling']",
        "['sockjs']"
      })
  void aPageOfAnotherPortGetsTheErrorForbidden(String transports) {
    String page = "http://127.0.0.1:" + other.getAddress().getPort();
    TabbedBrowser.Tab tab = connect(page + "/", server.origin(), transports);

    assertForbiddenAndStopped(tab, page);
  }

  @Test
  void anOriginWithAHostNameDiffersFromOneWithItsAddress() {
    String port = ":" + other.getAddress().getPort();
    server.allowOrigin("http://127.0.0.1" + port);
    server.stop();
    server.restart();
    TabbedBrowser.Tab tab = connect("http://localhost" + port + "/", server.origin(), "undefined");

    assertForbiddenAndStopped(tab, "http://localhost" + port);
  }

  @Test
  void aPageFromAFileHasTheOriginNull(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), PAGE);
    TabbedBrowser.Tab tab = connect(file.toUri().toString(), server.origin(), "undefined");

    assertForbiddenAndStopped(tab, "null");
  }

  /** The server is restarted with another setting. */
  @Test
  void thePageContinuesAfterAManualReconnect() {
    String page = "http://127.0.0.1:" + other.getAddress().getPort();
    TabbedBrowser.Tab tab = connect(page + "/", server.origin(), "undefined");
    assertForbiddenAndStopped(tab, page);
    server.allowOrigin(page);
    server.stop();
    server.restart();

    tab.evaluate("feed.reconnect()");

    await().untilAsserted(() -> assertThat(tab.evaluate("feed.state.status")).isEqualTo("live"));
  }
}
