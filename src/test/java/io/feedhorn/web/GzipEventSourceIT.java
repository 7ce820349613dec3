package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A browser reads compressed event streams and polls like others. */
@Timeout(90)
class GzipEventSourceIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String LARGE = '"' + "price 1305.05, ".repeat(100) + '"';

  private static final String OPEN =
      """
      async path => {
        window.updates = [];
        const source = new EventSource(path);
        source.addEventListener('update', event => updates.push(event.data));
        await new Promise(resolve => source.addEventListener('open', resolve));
      }
      """;

  private static final String READ =
      """
      async ([path, expected]) => {
        const response = await fetch(path);
        const reader = response.body.getReader();
        let text = '';
        while (!text.includes(expected)) {
          const {value} = await reader.read();
          text += new TextDecoder().decode(value);
        }
        await reader.cancel();
        return response.headers.get('Content-Encoding');
      }
      """;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.withCompression());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static Page openPage() {
    BrowserSession session = CHROMIUM.newSession();
    session
        .page()
        .route(
            "**/blank.html",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody("<!doctype html><link rel=icon href=data:,>")));
    Page page = session.open(server.address() + "/blank.html");
    page.unrouteAll();
    return page;
  }

  @Test
  void anEventSourceGetsEachUpdateAtOnce() {
    String topic = server.latestFeed() + ".a";
    Page page = openPage();
    page.evaluate(OPEN, "/v1/stream?topics=" + topic);
    List<String> published = new ArrayList<>();
    for (String json : List.of("1", LARGE, "\"é\"", LARGE)) {
      published.add(server.publish(topic, json).update(json));
      await()
          .pollInSameThread()
          .untilAsserted(() -> assertThat(page.evaluate("updates")).isEqualTo(published));
    }
  }

  @Test
  void fetchReadsStreamsAndPolls() {
    String topic = server.latestFeed() + ".a";
    String update = server.publish(topic, LARGE).update(LARGE);
    Page page = openPage();
    for (String path : List.of("/v1/stream?topics=", "/v1/updates?topics=")) {
      assertThat(page.evaluate(READ, List.of(path + topic, update))).isEqualTo("gzip");
    }
  }
}
