package io.feedhorn.source.http;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.Template;
import io.feedhorn.source.book.BookOptions;
import io.feedhorn.source.book.SnapshotOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code websocket}. Immutable.
 *
 * @param connections a text for each connection, which the templates of URL and messages contain;
 *     empty for one connection, whose URL and messages are not templates
 * @param headers headers of the opening request, each {@code Name: value}
 * @param send the messages that are sent after each opening, such as a subscription
 * @param timeout the time for the opening, and for a snapshot
 * @param ping the interval of pings
 * @param heartbeat the time without any frame, pongs included, after which the source connects
 *     again; null for none
 * @param format the format of the messages
 * @param sequence the expression for the number of a message, which grows by one; null for none
 * @param sequenceOf the expression for the text by which numbers are told apart; null for none
 * @param snapshot the ways to a snapshot after a gap
 * @param book the order books that the messages change; null for none
 */
public record WebSocketOptions(
    String url,
    List<String> connections,
    List<String> headers,
    List<String> send,
    Duration timeout,
    Duration ping,
    @Nullable Duration heartbeat,
    Format format,
    @Nullable String sequence,
    @Nullable String sequenceOf,
    SnapshotOptions snapshot,
    @Nullable BookOptions book)
    implements ConnectionOptions {
  public static final String TYPE = "websocket";
  public static final int MAX_CONNECTIONS = 100;

  @Override
  public String type() {
    return TYPE;
  }

  /**
   * Returns the connections.
   *
   * @throws io.feedhorn.source.MappingException if a template is invalid
   */
  public List<WebSocketEndpoint> endpoints() {
    if (connections.isEmpty()) {
      return List.of(new WebSocketEndpoint("", "", url, send));
    }
    Template urls = new Template("url", url);
    List<Template> messages = send.stream().map(text -> new Template("send", text)).toList();
    List<WebSocketEndpoint> endpoints = new ArrayList<>();
    for (String connection : connections) {
      Map<String, @Nullable Object> variables = Map.of("connection", connection);
      endpoints.add(
          new WebSocketEndpoint(
              "connection " + (endpoints.size() + 1),
              connection,
              urls.render(null, variables),
              messages.stream().map(message -> message.render(null, variables)).toList()));
    }
    return endpoints;
  }
}
