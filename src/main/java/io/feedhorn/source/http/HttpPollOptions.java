package io.feedhorn.source.http;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code http-poll}. Immutable.
 *
 * @param headers request headers, each {@code Name: value}
 * @param every the time between an answer and the next request
 * @param timeout the time for an answer
 * @param maxBytes the maximum size of a body
 * @param format the format of the body; null: by its media type
 * @param whileRead true: no requests while nobody is subscribed to a topic of the source
 */
public record HttpPollOptions(
    String url,
    List<String> headers,
    Duration every,
    Duration timeout,
    int maxBytes,
    @Nullable Format format,
    boolean whileRead)
    implements ConnectionOptions {
  public static final String TYPE = "http-poll";

  @Override
  public String type() {
    return TYPE;
  }
}
