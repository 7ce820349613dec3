package io.feedhorn.app.settings;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.file.FileOptions;
import io.feedhorn.source.file.StdinOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.http.HttpPollOptions;
import io.feedhorn.source.http.SseOptions;
import io.feedhorn.source.http.WebSocketOptions;
import io.feedhorn.source.kafka.KafkaOptions;
import io.feedhorn.source.mqtt.MqttOptions;
import io.feedhorn.source.nats.NatsOptions;
import io.feedhorn.source.postgresql.PostgresqlOptions;
import io.feedhorn.source.redis.RedisOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The types of sources, with the keys of each beside those that all types have. */
enum SourceType {
  HTTP_POLL(HttpPollOptions.TYPE, "http https") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL);
    }

    @Override
    List<SettingKey<?>> own() {
      return List.of(
          SourceSettings.FORMAT,
          SourceSettings.HEADERS,
          SourceSettings.EVERY,
          SourceSettings.TIMEOUT,
          SourceSettings.MAX_SIZE,
          SourceSettings.WHILE_READ);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return new HttpPollOptions(
          settings.get(SourceSettings.URL, name),
          settings.get(SourceSettings.HEADERS, name),
          settings.get(SourceSettings.EVERY, name),
          settings.get(SourceSettings.TIMEOUT, name),
          settings.get(SourceSettings.MAX_SIZE, name),
          settings.getOrNull(SourceSettings.FORMAT, name),
          settings.get(SourceSettings.WHILE_READ, name));
    }
  },
  SSE(SseOptions.TYPE, "http https") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL);
    }

    @Override
    List<SettingKey<?>> own() {
      return List.of(
          SourceSettings.FORMAT,
          SourceSettings.HEADERS,
          SourceSettings.TIMEOUT,
          SourceSettings.HEARTBEAT);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return new SseOptions(
          settings.get(SourceSettings.URL, name),
          settings.get(SourceSettings.HEADERS, name),
          settings.get(SourceSettings.TIMEOUT, name),
          settings.getOrNull(SourceSettings.HEARTBEAT, name),
          format(settings, name, Format.JSON));
    }
  },
  WEBSOCKET(WebSocketOptions.TYPE, "ws wss") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL);
    }

    @Override
    List<SettingKey<?>> own() {
      return BookSettings.with(
          SourceSettings.FORMAT,
          SourceSettings.HEADERS,
          SourceSettings.SEND,
          SourceSettings.CONNECTIONS,
          SourceSettings.TIMEOUT,
          SourceSettings.PING,
          SourceSettings.HEARTBEAT,
          SourceSettings.SEQUENCE,
          SourceSettings.SEQUENCE_OF);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return new WebSocketOptions(
          settings.get(SourceSettings.URL, name),
          settings.get(SourceSettings.CONNECTIONS, name),
          settings.get(SourceSettings.HEADERS, name),
          settings.get(SourceSettings.SEND, name),
          settings.get(SourceSettings.TIMEOUT, name),
          settings.get(SourceSettings.PING, name),
          settings.getOrNull(SourceSettings.HEARTBEAT, name),
          format(settings, name, Format.JSON),
          settings.getOrNull(SourceSettings.SEQUENCE, name),
          settings.getOrNull(SourceSettings.SEQUENCE_OF, name),
          BookSettings.snapshot(settings, name),
          BookSettings.book(settings, name));
    }
  },
  FILE(FileOptions.TYPE, "") {
    @Override
    List<SettingKey<?>> own() {
      return FileSettings.OWN;
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return FileSettings.options(settings, name);
    }
  },
  STDIN(StdinOptions.TYPE, "") {
    @Override
    List<SettingKey<?>> own() {
      return List.of(SourceSettings.FORMAT, SourceSettings.SPEED);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return new StdinOptions(
          format(settings, name, Format.NDJSON), settings.get(SourceSettings.SPEED, name));
    }
  },
  NATS(NatsOptions.TYPE, "nats tls") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL, SourceSettings.SUBJECT);
    }

    @Override
    List<SettingKey<?>> own() {
      return List.of(
          SourceSettings.FORMAT,
          SourceSettings.STREAM,
          SourceSettings.GROUP,
          SourceSettings.TIMEOUT);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return BrokerOptions.nats(settings, name);
    }
  },
  REDIS(RedisOptions.TYPE, "redis rediss") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL, SourceSettings.STREAM);
    }

    @Override
    List<SettingKey<?>> own() {
      return List.of(SourceSettings.FORMAT, SourceSettings.GROUP, SourceSettings.TIMEOUT);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return BrokerOptions.redis(settings, name);
    }
  },
  KAFKA(KafkaOptions.TYPE, "") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.BROKERS);
    }

    @Override
    List<SettingKey<?>> own() {
      return BrokerOptions.KAFKA_KEYS;
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return BrokerOptions.kafka(settings, name);
    }
  },
  MQTT(MqttOptions.TYPE, "mqtt mqtts") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL, SourceSettings.TOPICS);
    }

    @Override
    List<SettingKey<?>> own() {
      return BrokerOptions.MQTT_KEYS;
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return BrokerOptions.mqtt(settings, name);
    }
  },
  POSTGRESQL(PostgresqlOptions.TYPE, "postgres postgresql") {
    @Override
    List<SettingKey<?>> needed() {
      return List.of(SourceSettings.URL, SourceSettings.TABLE);
    }

    @Override
    List<SettingKey<?>> own() {
      return List.of(SourceSettings.CHANNEL, SourceSettings.EVERY, SourceSettings.TIMEOUT);
    }

    @Override
    ConnectionOptions options(ResolvedSettings settings, String name) {
      return new PostgresqlOptions(
          settings.get(SourceSettings.URL, name),
          settings.get(SourceSettings.TABLE, name),
          settings.getOrNull(SourceSettings.CHANNEL, name),
          settings.get(SourceSettings.EVERY, name),
          settings.get(SourceSettings.TIMEOUT, name));
    }
  };

  // A method: the class of the keys needs these constants first.
  private static List<SettingKey<?>> common() {
    return List.of(
        SourceSettings.TYPE,
        SourceSettings.TOPIC,
        SourceSettings.ITEMS,
        SourceSettings.FILTER,
        SourceSettings.DELETE,
        SourceSettings.DATA,
        SourceSettings.KEY,
        SourceSettings.TIME,
        SourceSettings.CHANGES,
        SourceSettings.IN_FLIGHT,
        SourceSettings.MIN_BACKOFF,
        SourceSettings.MAX_BACKOFF);
  }

  private final String wire;
  private final String schemes;

  SourceType(String wire, String schemes) {
    this.wire = wire;
    this.schemes = schemes;
  }

  String wire() {
    return wire;
  }

  /** Returns the schemes that its URL may have; none if it has no URL. */
  List<String> schemes() {
    return schemes.isEmpty() ? List.of() : List.of(schemes.split(" ", -1));
  }

  /** Returns the required keys that not all types have. */
  List<SettingKey<?>> needed() {
    return List.of();
  }

  /** Returns the optional keys that not all types have. */
  abstract List<SettingKey<?>> own();

  /** Returns the options of this type. */
  abstract ConnectionOptions options(ResolvedSettings settings, String name);

  /** Returns the keys that must be set. */
  List<SettingKey<?>> required() {
    List<SettingKey<?>> required = new ArrayList<>(needed());
    required.add(SourceSettings.TOPIC);
    return required;
  }

  /** Returns all keys of this type. */
  List<SettingKey<?>> keys() {
    List<SettingKey<?>> keys = new ArrayList<>(common());
    keys.addAll(needed());
    keys.addAll(own());
    return keys;
  }

  static Format format(ResolvedSettings settings, String name, Format fallback) {
    return Objects.requireNonNullElse(settings.getOrNull(SourceSettings.FORMAT, name), fallback);
  }
}
