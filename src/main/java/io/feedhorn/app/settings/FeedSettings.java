package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.choice;
import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.NotificationFeeds;
import io.feedhorn.model.Topic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code feeds}, whose second segment is the name of a feed: its keys and the options
 * made of them.
 */
final class FeedSettings {
  private static final String FEEDS = "feeds.";
  private static final String INBOX_AGE = "30d";

  static final SettingSection KEYS = new SettingSection(FEEDS + "NAME.");

  static final SettingKey<DeliveryMode> DELIVERY =
      KEYS.key(
          "delivery",
          choice(DeliveryMode.values(), DeliveryMode::wire),
          FeedOptions.DEFAULT.delivery(),
          "updates for slow readers: latest or every");
  static final SettingKey<Integer> HISTORY_SIZE =
      KEYS.key(
          "history.size",
          integer(1, 1_000_000),
          FeedOptions.DEFAULT.historySize(),
          "max. updates in the history of a topic");
  static final SettingKey<Duration> HISTORY_AGE =
      KEYS.key(
          "history.age",
          duration(Duration.ofMillis(1), Duration.ofDays(365)),
          FeedOptions.DEFAULT.historyAge(),
          "max. age of updates in history");
  static final SettingKey<Duration> IDLE =
      KEYS.computed(
          "idle",
          SettingType.zeroAs("never", duration(Duration.ofSeconds(1), Duration.ofDays(3_650))),
          Duration.ZERO,
          "never",
          "time without an update until a topic is deleted");
  static final SettingKey<Boolean> DURABLE =
      KEYS.key("durable", bool(), false, "updates survive a kill and a restart");
  static final SettingKey<Boolean> PUBLIC =
      KEYS.key("public", bool(), false, "readable without a token");
  static final SettingKey<Boolean> PRESENCE =
      KEYS.key("presence", bool(), false, "it is published who reads a topic by name");
  static final SettingKey<Boolean> TRACE =
      KEYS.key("trace", bool(), false, "updates have the trace context of their publish");
  static final SettingKey<String> CACHE =
      KEYS.key(
          "cache",
          text("printable ASCII", text -> text.matches("[ -~]+") ? text : null),
          FeedOptions.DEFAULT.cache(),
          "Cache-Control of the feed's snapshots");

  /** The feeds of the pages and of the server itself, which are configured without any file. */
  static final List<SettingValue> BUILT_IN =
      List.of(
          delivery("prices", DeliveryMode.LATEST),
          delivery("scores", DeliveryMode.LATEST),
          delivery("chat", DeliveryMode.EVERY),
          delivery(NotificationFeeds.USER, DeliveryMode.EVERY),
          delivery(NotificationFeeds.GROUP, DeliveryMode.EVERY),
          delivery(NotificationFeeds.ALL, DeliveryMode.EVERY),
          builtIn("chat", "presence", true),
          builtIn(NotificationFeeds.USER, "public", false),
          builtIn(NotificationFeeds.GROUP, "public", false),
          builtIn(NotificationFeeds.ALL, "public", false),
          delivery(Topic.ALERTS_FEED, DeliveryMode.LATEST),
          builtIn(Topic.ALERTS_FEED, "history.size", 1),
          builtIn(Topic.ALERTS_FEED, "public", false),
          delivery(Topic.SYSTEM_FEED, DeliveryMode.LATEST),
          builtIn(Topic.SYSTEM_FEED, "history.size", 10),
          builtIn(Topic.SYSTEM_FEED, "durable", false),
          builtIn(Topic.SYSTEM_FEED, "public", false),
          builtIn(Topic.SYSTEM_FEED, "presence", false));

  private FeedSettings() {}

  static FeedsOptions options(ResolvedSettings settings) {
    Map<String, FeedOptions> feeds = new LinkedHashMap<>();
    settings.feeds().forEach(feed -> feeds.put(feed, options(settings, feed)));
    return new FeedsOptions(
        options(settings, NamedSections.DEFAULT), feeds, LimitSettings.logLimits(settings));
  }

  private static FeedOptions options(ResolvedSettings settings, String feed) {
    return new FeedOptions(
        settings.get(DELIVERY, feed),
        settings.get(HISTORY_SIZE, feed),
        settings.get(HISTORY_AGE, feed),
        settings.get(CACHE, feed),
        settings.get(DURABLE, feed),
        settings.get(IDLE, feed),
        settings.get(PRESENCE, feed),
        settings.get(TRACE, feed));
  }

  /** Presence is published on the feed of the server, which has none itself. */
  static void check(ValidationContext context) {
    if (context.settings().get(PRESENCE, Topic.SYSTEM_FEED)) {
      context
          .errors()
          .add(
              context
                  .settings()
                  .effective(PRESENCE, Topic.SYSTEM_FEED)
                  .errorLine("must be false: the server publishes presence on this feed"));
    }
  }

  /** Returns the default of a feed that has another one than the key; null for all others. */
  static @Nullable SettingValue defaultOf(
      SettingKey<?> key, String feed, ResolvedSettings settings) {
    if (key.equals(DURABLE) && feed.equals(Topic.ALERTS_FEED)) {
      // In a cluster all nodes must agree, which an update of the software node by node would
      // break.
      boolean stored =
          settings.getOrNull(StoreSettings.PATH) != null && !settings.get(ClusterSettings.ENABLED);
      return new SettingValue(NamedSections.path(key, feed), stored, "rules of alerts");
    }
    return key.equals(HISTORY_AGE)
            && NotificationFeeds.contains(feed)
            && settings.get(DURABLE, feed)
        ? new SettingValue(NamedSections.path(key, feed), INBOX_AGE, "durable notifications")
        : null;
  }

  private static SettingValue delivery(String feed, DeliveryMode delivery) {
    return builtIn(feed, "delivery", delivery.wire());
  }

  private static SettingValue builtIn(String feed, String key, Object value) {
    return new SettingValue(FEEDS + feed + "." + key, value, "built in");
  }
}
