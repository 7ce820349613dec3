package io.feedhorn.app.settings;

import java.util.Arrays;
import java.util.List;

/**
 * A library that only sources of one type need. The jar of the server contains all; the program in
 * which a server is embedded has those that it declares.
 */
enum SourceLibrary {
  JNATS(SourceType.NATS, "io.nats:jnats", "io.nats.client.Nats"),
  REDIS(SourceType.REDIS, "io.vertx:vertx-redis-client", "io.vertx.redis.client.Redis"),
  VERTX_KAFKA(
      SourceType.KAFKA,
      "io.vertx:vertx-kafka-client",
      "io.vertx.kafka.client.consumer.KafkaReadStream"),
  KAFKA(
      SourceType.KAFKA,
      "org.apache.kafka:kafka-clients",
      "org.apache.kafka.clients.consumer.Consumer"),
  MQTT(SourceType.MQTT, "io.vertx:vertx-mqtt", "io.vertx.mqtt.MqttClient"),
  POSTGRESQL(SourceType.POSTGRESQL, "io.vertx:vertx-pg-client", "io.vertx.pgclient.PgConnection"),
  SCRAM(
      SourceType.POSTGRESQL,
      "com.ongres.scram:scram-client",
      "com.ongres.scram.client.ScramClient");

  private final SourceType type;
  private final String artifact;
  private final String className;

  SourceLibrary(SourceType type, String artifact, String className) {
    this.type = type;
    this.artifact = artifact;
    this.className = className;
  }

  /** Returns the artifacts that a type needs and a class loader does not find. */
  static List<String> missing(SourceType type, ClassLoader loader) {
    return Arrays.stream(values())
        .filter(library -> library.type == type && !library.isFound(loader))
        .map(library -> library.artifact)
        .toList();
  }

  private boolean isFound(ClassLoader loader) {
    try {
      Class.forName(className, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError missing) {
      return false;
    }
  }
}
