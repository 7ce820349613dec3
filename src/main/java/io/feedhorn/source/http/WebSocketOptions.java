package io.feedhorn.source.http;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code websocket}. Immutable.
 *
 * @param headers headers of the opening request, each {@code Name: value}
 * @param send the messages that are sent after each opening, such as a subscription
 * @param timeout the time for the opening
 * @param ping the interval of pings
 * @param heartbeat the time without any frame, pongs included, after which the source connects
 *     again; null for none
 * @param format the format of the messages
 * @param sequence the expression for the number of a message, which grows by one; null for none
 * @param sequenceOf the expression for the text by which numbers are told apart; null for none
 */
public record WebSocketOptions(
    String url,
    List<String> headers,
    List<String> send,
    Duration timeout,
    Duration ping,
    @Nullable Duration heartbeat,
    Format format,
    @Nullable String sequence,
    @Nullable String sequenceOf)
    implements ConnectionOptions {
  public static final String TYPE = "websocket";

  @Override
  public String type() {
    return TYPE;
  }
}
