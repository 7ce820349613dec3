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

/** Pages whose origin is not allowed, in a browser: they are told so, and stop. */
class WrongOriginIT {
  private static final String PAGE =
      "<!doctype html><link rel=icon href='data:,'><title>Another page</title>";

  private static final String CONNECT =
      """
      (async () => {
        const {connect} = await import('%1$s/client/feedhorn.js');
        window.errors = [];
        window.tries = 0;
        const count = new PerformanceObserver(list => {
          tries += list.getEntries().filter(({name}) => name.includes('/v1/')).length;
        });
        count.observe({type: 'resource'});
        window.feed = connect('%1$s', {transports: %2$s});
        feed.on('error', error => errors.push(error.code));
        feed.subscribe('prices.*', () => {});
      })()
      """;

  private static Tabs tabs;

  private LiveServer server;
  private HttpServer other;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) throws IOException {
    tabs = Tabs.open(profile);
  }

  @AfterAll
  static void closeBrowser() {
    tabs.close();
  }

  @BeforeEach
  void start() throws IOException {
    server = LiveServer.start(LiveServer.QUIET);
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

  private static Tabs.Tab connect(String page, String server, String transports) {
    Tabs.Tab tab = tabs.tab(page);
    // A new tab is empty before it is at its address.
    await()
        .untilAsserted(
            () ->
                assertThat(tab.evaluate("location.href + ' ' + document.readyState"))
                    .isEqualTo(page + " complete"));
    tab.evaluate(CONNECT.formatted(server, transports));
    return tab;
  }

  private static void assertToldAndStopped(Tabs.Tab tab, String origin) {
    await()
        .untilAsserted(() -> assertThat(tab.evaluate("feed.state.status")).isEqualTo("forbidden"));
    assertThat(tab.evaluate("feed.state.code")).isEqualTo("forbidden");
    assertThat((String) tab.evaluate("feed.state.why"))
        .contains("the origin of this page", "The origin " + origin + " ", "http.origins");
    assertThat(tab.evaluate("errors.join()")).isEqualTo("forbidden");
    Object before = tab.evaluate("tries");
    tab.evaluate("dispatchEvent(new Event('online'))");
    assertThat(tab.evaluate("new Promise(done => setTimeout(() => done(tries), 2000))"))
        .as("requests while nobody asks for another try")
        .isEqualTo(before);
  }

  /** Each transport alone, and all of them as the client has them. */
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
  void aDevelopmentServersPageIsToldThatItsOriginIsNotAllowed(String transports) {
    String page = "http://127.0.0.1:" + other.getAddress().getPort();
    Tabs.Tab tab = connect(page + "/", server.origin(), transports);

    assertToldAndStopped(tab, page);
  }

  @Test
  void aPageByTheNameOfThisMachineIsNotOneByItsAddress() {
    String port = ":" + other.getAddress().getPort();
    server.allow("http://127.0.0.1" + port);
    server.stop();
    server.startAgain();
    Tabs.Tab tab = connect("http://localhost" + port + "/", server.origin(), "undefined");

    assertToldAndStopped(tab, "http://localhost" + port);
  }

  @Test
  void aPageFromAFileHasTheOriginNull(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), PAGE);
    Tabs.Tab tab = connect(file.toUri().toString(), server.origin(), "undefined");

    assertToldAndStopped(tab, "null");
  }

  /** The server comes back with another setting. */
  @Test
  void thePageGoesOnWhenItIsAskedTo() {
    String page = "http://127.0.0.1:" + other.getAddress().getPort();
    Tabs.Tab tab = connect(page + "/", server.origin(), "undefined");
    assertToldAndStopped(tab, page);
    server.allow(page);
    server.stop();
    server.startAgain();

    tab.evaluate("feed.reconnect()");

    await().untilAsserted(() -> assertThat(tab.evaluate("feed.state.status")).isEqualTo("live"));
  }
}
