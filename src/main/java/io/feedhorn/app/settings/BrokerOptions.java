package io.feedhorn.app.settings;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.kafka.KafkaOptions;
import io.feedhorn.source.mqtt.MqttOptions;
import io.feedhorn.source.nats.NatsOptions;
import io.feedhorn.source.redis.RedisOptions;
import java.util.List;
import java.util.Objects;

/** The options of sources that read brokers, made of their settings. */
final class BrokerOptions {
  static final List<SettingKey<?>> KAFKA_KEYS =
      List.of(
          SourceSettings.FORMAT,
          SourceSettings.TOPICS,
          SourceSettings.PATTERN,
          SourceSettings.GROUP,
          SourceSettings.FROM,
          SourceSettings.TIMEOUT,
          SourceSettings.PROPERTIES);

  static final List<SettingKey<?>> MQTT_KEYS =
      List.of(
          SourceSettings.FORMAT,
          SourceSettings.CLIENT_ID,
          SourceSettings.TIMEOUT,
          SourceSettings.MAX_SIZE);

  private BrokerOptions() {}

  static ConnectionOptions nats(ResolvedSettings settings, String name) {
    return new NatsOptions(
        settings.get(SourceSettings.URL, name),
        settings.get(SourceSettings.SUBJECT, name),
        settings.getOrNull(SourceSettings.STREAM, name),
        settings.getOrNull(SourceSettings.GROUP, name),
        settings.get(SourceSettings.TIMEOUT, name),
        SourceType.format(settings, name, Format.JSON));
  }

  static ConnectionOptions redis(ResolvedSettings settings, String name) {
    return new RedisOptions(
        settings.get(SourceSettings.URL, name),
        settings.get(SourceSettings.STREAM, name),
        named(settings, SourceSettings.GROUP, name),
        settings.get(SourceSettings.TIMEOUT, name),
        SourceType.format(settings, name, Format.JSON));
  }

  static KafkaOptions kafka(ResolvedSettings settings, String name) {
    return new KafkaOptions(
        settings.get(SourceSettings.BROKERS, name),
        Objects.requireNonNullElse(settings.getOrNull(SourceSettings.TOPICS, name), List.of()),
        settings.getOrNull(SourceSettings.PATTERN, name),
        named(settings, SourceSettings.GROUP, name),
        settings.get(SourceSettings.FROM, name),
        settings.get(SourceSettings.TIMEOUT, name),
        SourceType.format(settings, name, Format.JSON),
        settings.get(SourceSettings.PROPERTIES, name));
  }

  static ConnectionOptions mqtt(ResolvedSettings settings, String name) {
    return new MqttOptions(
        settings.get(SourceSettings.URL, name),
        settings.get(SourceSettings.TOPICS, name),
        named(settings, SourceSettings.CLIENT_ID, name),
        settings.get(SourceSettings.TIMEOUT, name),
        settings.get(SourceSettings.MAX_SIZE, name),
        SourceType.format(settings, name, Format.JSON));
  }

  private static String named(ResolvedSettings settings, SettingKey<String> key, String name) {
    return Objects.requireNonNullElse(settings.getOrNull(key, name), "feedhorn-" + name);
  }
}
