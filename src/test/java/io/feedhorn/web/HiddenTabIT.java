package io.feedhorn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page in a hidden tab requests a reduced rate, and gets all values when it is visible again. */
class HiddenTabIT {
  private static final int UPDATES = 40;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final String LISTEN =
      """
      (async () => {
        const {connect} = await import('/client/feedhorn.js');
        window.prices = [];
        window.notes = [];
        window.gaps = [];
        window.feed = connect(location.origin);
        feed.on('gap', gap => gaps.push(gap));
        feed.subscribe('prices.A', ({data}) => prices.push(data.n));
        feed.subscribe('notify.a', ({data}) => notes.push(data.n), {conflate: false});
      })()
      """;

  private int published;

  /** Publishes ten times a second. */
  private void publishMany(LiveServer server) {
    int last = published + UPDATES;
    publishUntil(server, () -> published == last);
  }

  private void publishUntil(LiveServer server, Callable<Boolean> done) {
    await()
        .pollInSameThread()
        .pollInterval(PAUSE)
        .atMost(Duration.ofSeconds(50))
        .until(
            () -> {
              JsonObject value = new JsonObject().put("n", ++published);
              server.publish("prices.A", value);
              server.publish("notify.a", value);
              return done.call();
            });
  }

  /**
   * Publishes until a visible page has received many more prices than the reduced rate permits. On
   * a busy machine a price may replace the one before.
   */
  private void awaitMoreThanOneInASecond(LiveServer server, TabbedBrowser.Tab page) {
    long start = System.nanoTime();
    int before = page.numbers("prices").size();
    publishUntil(
        server,
        () -> {
          int received = page.numbers("prices").size() - before;
          return received > UPDATES / 2 + (System.nanoTime() - start) / 1e9;
        });
    await().until(() -> page.numbers("prices").contains(published));
  }

  private int missingPrices(TabbedBrowser.Tab page) {
    List<Integer> prices = page.numbers("prices");
    return published - prices.get(prices.size() - 1);
  }

  @Test
  void aHiddenPageRequestsAReducedRateAndCatchesUpWhenShown(
      @TempDir Path webroot, @TempDir Path profile) throws IOException {
    RecordingPage.writePage(webroot);
    try (LiveServer server = LiveServer.start(LiveServer.NO_DATA, webroot);
        TabbedBrowser tabs = TabbedBrowser.open(profile)) {
      TabbedBrowser.Tab page = tabs.openTab(server.origin() + "/recording.html");
      String loaded = server.origin() + "/recording.html complete";
      await()
          .until(() -> page.evaluate("location.href + ' ' + document.readyState").equals(loaded));
      page.evaluate(LISTEN);
      await().until(() -> page.evaluate("feed.state.status").equals("live"));
      awaitMoreThanOneInASecond(server, page);

      TabbedBrowser.Tab other = tabs.openTab("about:blank");

      await().until(() -> page.evaluate("document.hidden").equals(true));
      publishUntil(server, () -> missingPrices(page) > 2);
      long start = System.nanoTime();
      int before = page.numbers("prices").size();
      publishMany(server);
      await().until(() -> page.numbers("prices").size() >= before + 2);
      int received = page.numbers("prices").size() - before;
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(received)
          .as("hidden: one update per second")
          .isLessThanOrEqualTo((int) seconds + 2)
          .isLessThan(UPDATES);
      int last = published;
      await().until(() -> page.numbers("notes").contains(last));

      page.activate();

      await().until(() -> page.evaluate("document.hidden").equals(false));
      await().until(() -> page.numbers("prices").contains(last));
      awaitMoreThanOneInASecond(server, page);
      List<Integer> all = IntStream.rangeClosed(1, published).boxed().toList();
      await().untilAsserted(() -> assertThat(page.numbers("notes")).isEqualTo(all));
      assertThat(page.numbers("prices")).doesNotHaveDuplicates().isSorted();
      assertThat(page.evaluate("gaps.length")).isEqualTo(0);
      assertThat(other.evaluate("document.hidden")).isEqualTo(true);
    }
  }
}
