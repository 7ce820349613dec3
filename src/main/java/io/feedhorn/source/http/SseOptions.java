package io.feedhorn.source.http;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code sse}. Immutable.
 *
 * @param headers request headers, each {@code Name: value}
 * @param timeout the time for the start of an answer
 * @param heartbeat the time without any bytes after which the source connects again; null for none
 * @param format the format of the events' data
 */
public record SseOptions(
    String url, List<String> headers, Duration timeout, @Nullable Duration heartbeat, Format format)
    implements ConnectionOptions {
  public static final String TYPE = "sse";

  @Override
  public String type() {
    return TYPE;
  }
}
