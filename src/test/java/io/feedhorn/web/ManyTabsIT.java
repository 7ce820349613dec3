package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight tabs of one page over HTTP/1.1, with which a browser opens at most six connections to a
 * server. Each tab loads and receives every update.
 */
class ManyTabsIT {
  private static final int TABS = 8;
  private static final int MAX_STREAMS = 3;

  /** Without locks a tab that answers late is not counted; one of six connections must be free. */
  private static final int MAX_STREAMS_WITHOUT_LOCKS = 5;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final String LISTEN =
      """
      (async () => {
        %s
        const {connect} = await import('/client/feedhorn.js');
        window.notes = [];
        window.feed = connect(location.origin, {transports: ['sse', 'long-polling']});
        feed.subscribe('notify.a', ({data}) => notes.push(data.n), {conflate: false});
      })()
      """;

  private static final String WITHOUT_LOCKS =
      "Object.defineProperty(navigator, 'locks', {value: undefined});";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eightTabsLoadAndReceiveEveryUpdate(
      boolean locks, @TempDir Path webroot, @TempDir Path profile) throws IOException {
    RecordingPage.writePage(webroot);
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA, webroot);
        TabbedBrowser tabs = TabbedBrowser.open(profile)) {
      List<TabbedBrowser.Tab> all = new ArrayList<>();
      for (int i = 0; i < TABS; i++) {
        String page = server.origin() + "/recording.html";
        TabbedBrowser.Tab tab = tabs.openTab(page);
        // A new tab is empty before it has loaded its page.
        await("the page of tab " + i)
            .atMost(TIMEOUT)
            .untilAsserted(
                () ->
                    assertThat(tab.evaluate("location.href + ' ' + document.readyState"))
                        .isEqualTo(page + " complete"));
        tab.evaluate(LISTEN.formatted(locks ? "" : WITHOUT_LOCKS));
        await("tab " + i)
            .atMost(TIMEOUT)
            .untilAsserted(() -> assertThat(tab.evaluate("feed.state.status")).isEqualTo("live"));
        all.add(tab);
      }

      for (int n = 1; n <= 3; n++) {
        server.publish("notify.a", new JsonObject().put("n", n));
      }

      for (TabbedBrowser.Tab tab : all) {
        await().atMost(TIMEOUT).until(() -> tab.numbers("notes").equals(List.of(1, 2, 3)));
      }
      long streams = all.stream().filter(tab -> transport(tab).equals("sse")).count();
      assertThat(streams).isBetween(1L, (long) (locks ? MAX_STREAMS : MAX_STREAMS_WITHOUT_LOCKS));
      for (TabbedBrowser.Tab tab : all) {
        if (transport(tab).equals("long-polling")) {
          assertThat((String) tab.evaluate("feed.state.reason")).contains("sse: other tabs");
        }
      }
      assertThat(all.get(TABS - 1).evaluate("fetch('/v1/time').then(answer => answer.status)"))
          .as("a request of the last tab")
          .isEqualTo(200);
    }
  }

  private static String transport(TabbedBrowser.Tab tab) {
    return (String) tab.evaluate("feed.state.transport");
  }
}
