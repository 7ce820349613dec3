package io.feedhorn.source.redis;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;

/**
 * The options of the type {@code redis}. Immutable.
 *
 * @param stream the key of the stream
 * @param group the consumer group, which is created if it does not exist
 * @param timeout the time for an answer
 * @param format the format of a field {@code data}, which then is the message; other entries are
 *     messages with all their fields
 */
public record RedisOptions(String url, String stream, String group, Duration timeout, Format format)
    implements ConnectionOptions {
  public static final String TYPE = "redis";

  @Override
  public String type() {
    return TYPE;
  }
}
