package io.feedhorn.app;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The line of the log about feeds of the server itself that are not kept although it has a store: a
 * warning if they have what people have entered, the rules of alerts.
 */
final class StoreNotice {
  private static final Logger LOG = LoggerFactory.getLogger(StoreNotice.class);

  private StoreNotice() {}

  /** Logs the line; none if all feeds are durable. Called after the store is open. */
  static void log(Settings settings) {
    List<String> lost = lost(settings);
    if (!lost.isEmpty()) {
      LOG.atLevel(lost.contains(Topic.ALERTS_FEED) ? Level.WARN : Level.INFO)
          .addKeyValue("feeds", String.join(",", lost))
          .addKeyValue("setting", "feeds.NAME.durable")
          .log(
              settings.cluster().enabled()
                  ? "Feeds are not durable: they are lost when all nodes stop"
                  : "Feeds are not durable: they are lost when the server stops");
    }
  }

  /** Returns the feeds of rules and notifications, and in a cluster of readers, that are lost. */
  static List<String> lost(Settings settings) {
    return Stream.of(
            settings.alerts().enabled() ? Topic.ALERTS_FEED : "",
            NotificationFeeds.USER,
            NotificationFeeds.GROUP,
            NotificationFeeds.ALL,
            settings.cluster().enabled() ? Topic.SYSTEM_FEED : "")
        .filter(feed -> !feed.isEmpty() && !settings.feeds().of(feed).durable())
        .toList();
  }
}
