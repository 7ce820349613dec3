package io.feedhorn.source.kafka;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code kafka}. Immutable.
 *
 * @param brokers the addresses of the first brokers, each {@code host:port}
 * @param topics the names of the topics; empty if there is a pattern
 * @param pattern the regular expression of the topics' names; null if they are listed
 * @param group the consumer group
 * @param from the start in partitions of which the group has no offset
 * @param timeout the time for an answer of the brokers
 * @param properties properties of the consumer in addition to those of this record
 */
public record KafkaOptions(
    List<String> brokers,
    List<String> topics,
    @Nullable String pattern,
    String group,
    Start from,
    Duration timeout,
    Format format,
    Map<String, String> properties)
    implements ConnectionOptions {
  public static final String TYPE = "kafka";

  /** The start in a partition of which the group has no offset. */
  public enum Start {
    EARLIEST("earliest"),
    LATEST("latest");

    private final String wire;

    Start(String wire) {
      this.wire = wire;
    }

    /** Returns the name in the settings. */
    public String wire() {
      return wire;
    }
  }

  @Override
  public String type() {
    return TYPE;
  }
}
