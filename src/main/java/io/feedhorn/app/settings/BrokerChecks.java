package io.feedhorn.app.settings;

import io.feedhorn.source.kafka.ConsumerProperties;
import io.feedhorn.source.mqtt.TopicFilters;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The checks of keys that sources of several brokers share. */
final class BrokerChecks {
  private BrokerChecks() {}

  static void run(SourceCheck check, SourceType type) {
    ResolvedSettings settings = check.settings();
    String name = check.name();
    if (type == SourceType.KAFKA) {
      kafka(check, settings, name);
    }
    if (type == SourceType.MQTT) {
      for (String filter : topics(settings, name)) {
        if (!TopicFilters.isValid(filter)) {
          check.reject(SourceSettings.TOPICS, "'" + filter + "' is not a topic filter of MQTT");
        }
      }
    }
    String group = settings.getOrNull(SourceSettings.GROUP, name);
    if (type == SourceType.NATS && group != null && group.contains(".")) {
      check.reject(SourceSettings.GROUP, "must not contain a dot for the type nats");
    }
  }

  private static List<String> topics(ResolvedSettings settings, String name) {
    return Objects.requireNonNullElse(settings.getOrNull(SourceSettings.TOPICS, name), List.of());
  }

  private static void kafka(SourceCheck check, ResolvedSettings settings, String name) {
    List<String> topics = topics(settings, name);
    String pattern = settings.getOrNull(SourceSettings.PATTERN, name);
    if (topics.isEmpty() == (pattern == null)) {
      check.reject(SourceSettings.TOPICS, "must be set for the type kafka, or else pattern");
    }
    for (String topic : topics) {
      if (!topic.matches("[A-Za-z0-9._-]{1,249}")) {
        check.reject(
            SourceSettings.TOPICS,
            "'" + topic + "' is not a topic of Kafka: must be 1 to 249 of A-Z a-z 0-9 . _ -");
      }
    }
    if (pattern != null && !isPattern(pattern)) {
      check.reject(SourceSettings.PATTERN, "must be a regular expression");
    }
    if (settings.getOrNull(SourceSettings.BROKERS, name) != null) {
      String error = ConsumerProperties.error(BrokerOptions.kafka(settings, name));
      if (error != null) {
        check.reject(SourceSettings.PROPERTIES, error);
      }
    }
  }

  private static boolean isPattern(String pattern) {
    try {
      Pattern.compile(pattern);
      return true;
    } catch (PatternSyntaxException invalid) {
      return false;
    }
  }
}
