package io.feedhorn.app.settings;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys below {@code feeds}, whose second segment is a feed's name. */
final class FeedSettingKeys {
  /** Not a feed: what is set for it holds for every feed that does not say otherwise. */
  static final String DEFAULT = "default";

  /** Configured out of the box. */
  static final List<SettingValue> BUILT_IN =
      List.of(
          delivery("prices", DeliveryMode.LATEST),
          delivery("scores", DeliveryMode.LATEST),
          delivery("chat", DeliveryMode.EVERY),
          delivery("notify", DeliveryMode.EVERY));

  private static final String NAME = "NAME";

  private FeedSettingKeys() {}

  /** The path as the table has it: {@code feeds.NAME.cache} for {@code feeds.prices.cache}. */
  static String template(String path) {
    String name = feed(path);
    return name == null
        ? path
        : "feeds." + NAME + path.substring("feeds.".length() + name.length());
  }

  /** The path of a key for one feed; other keys' paths as they are. */
  static String path(SettingKey<?> key, String feed) {
    return key.path().replace(NAME, feed);
  }

  /** The feed a path is about; null where it is about none. */
  static @Nullable String feed(String path) {
    String[] segments = path.split("\\.", 3);
    return segments.length == 3 && segments[0].equals("feeds") ? segments[1] : null;
  }

  /** What is wrong with a feed's name; null where it is good. */
  static @Nullable String objection(String name) {
    try {
      Topic.parse(name + ".x");
      return null;
    } catch (FeedException exception) {
      return "'" + name + "' cannot be a feed: it must be of A-Z a-z 0-9 _ - and not reserved";
    }
  }

  private static SettingValue delivery(String feed, DeliveryMode delivery) {
    return new SettingValue("feeds." + feed + ".delivery", delivery.wire(), "out of the box");
  }
}
