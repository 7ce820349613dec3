package io.feedhorn.source.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The properties of Kafka's consumer for a source. */
public final class ConsumerProperties {
  /** Properties with a setting of their own, or on which the promise of the source depends. */
  private static final Set<String> OWN =
      Set.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  private ConsumerProperties() {}

  /** Returns the reason why properties of the settings are not accepted; null if they are. */
  public static @Nullable String error(KafkaOptions kafka) {
    for (String name : kafka.properties().keySet()) {
      if (OWN.contains(name)) {
        return name + " is set by the source itself";
      }
      if (!ConsumerConfig.configNames().contains(name)) {
        return name + " is not a property of Kafka's consumer";
      }
    }
    try {
      new ConsumerConfig(of(kafka, "check", 1));
      return null;
    } catch (ConfigException invalid) {
      // Without the value, which can be a secret.
      return String.valueOf(invalid.getMessage())
          .replaceFirst("Invalid value .* for configuration ", "the value is invalid: ");
    }
  }

  private static Map<String, Object> withDeserializers(Map<String, String> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return all;
  }

  /**
   * Returns all properties of a consumer.
   *
   * @param name the name of the source
   * @param maxRecords the maximum number of records of a poll
   */
  static Map<String, Object> of(KafkaOptions kafka, String name, int maxRecords) {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, "feedhorn-" + name);
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
    // A name with a typing error must not become a topic.
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Kafka's default also reads what a transaction has taken back.
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // After a crash the partitions are free again after this time, by default 45 s.
    all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    // New partitions, and new topics of a pattern, are found after this time, by default 5 min.
    all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
    // Kafka takes both cases.
    if ("consumer".equalsIgnoreCase(kafka.properties().get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
      all.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG); // Set by the broker in this protocol.
    }
    all.putAll(withDeserializers(kafka.properties()));
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, List.copyOf(kafka.brokers()));
    all.put(ConsumerConfig.GROUP_ID_CONFIG, kafka.group());
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // Missing records are a gap.
    int timeoutMillis = (int) kafka.timeout().toMillis();
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    return all;
  }
}
