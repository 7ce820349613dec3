package io.feedhorn.compare;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transport with its options: one row of a comparison. Immutable.
 *
 * @param name the name of docs/compare.md, {@code polling-250ms}
 * @param interval the interval of a poller; zero for other transports
 * @param closes true if each request has a connection of its own
 * @param deltas true if the client asks for deltas
 */
public record TransportSpec(
    String name, Kind kind, Duration interval, boolean closes, boolean deltas) {
  /** The transports. */
  public enum Kind {
    WEBSOCKET,
    SOCKJS,
    SOCKJS_XHR_STREAMING,
    SSE,
    LONG_POLLING,
    POLLING
  }

  private static final Pattern POLLING =
      Pattern.compile("polling-(?<count>[1-9][0-9]{0,5})(?<unit>ms|s)(?<closes>-close)?");
  private static final Duration MIN = Duration.ofMillis(10);
  private static final Duration MAX = Duration.ofMinutes(10);

  /** The rows of a run without {@code --transports}. */
  public static final List<TransportSpec> DEFAULT =
      List.of(
          parse("websocket"),
          parse("sockjs"),
          parse("sockjs-xhr-streaming"),
          parse("sse"),
          parse("long-polling"),
          parse("polling-250ms"),
          parse("polling-1s"),
          parse("polling-5s"),
          parse("polling-1s-close"));

  /**
   * Parses the name of a row.
   *
   * @throws IllegalArgumentException if there is no such row; the message lists the names
   */
  public static TransportSpec parse(String name) {
    return switch (name) {
      case "websocket" -> pushed(name, Kind.WEBSOCKET);
      case "websocket-delta" -> withDeltas(name, Kind.WEBSOCKET);
      case "sse-delta" -> withDeltas(name, Kind.SSE);
      case "sockjs" -> pushed(name, Kind.SOCKJS);
      case "sockjs-xhr-streaming" -> pushed(name, Kind.SOCKJS_XHR_STREAMING);
      case "sse" -> pushed(name, Kind.SSE);
      case "long-polling" -> pushed(name, Kind.LONG_POLLING);
      default -> polling(name);
    };
  }

  private static TransportSpec pushed(String name, Kind kind) {
    return new TransportSpec(name, kind, Duration.ZERO, false, false);
  }

  private static TransportSpec withDeltas(String name, Kind kind) {
    return new TransportSpec(name, kind, Duration.ZERO, false, true);
  }

  private static TransportSpec polling(String name) {
    Matcher matcher = POLLING.matcher(name);
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group("count"));
      Duration interval =
          "s".equals(matcher.group("unit")) ? Duration.ofSeconds(count) : Duration.ofMillis(count);
      if (interval.compareTo(MIN) >= 0 && interval.compareTo(MAX) <= 0) {
        boolean closes = matcher.group("closes") != null;
        return new TransportSpec(name, Kind.POLLING, interval, closes, false);
      }
    }
    throw new IllegalArgumentException(
        "one of websocket, websocket-delta, sockjs, sockjs-xhr-streaming, sse, sse-delta,"
            + " long-polling, or a poller such as polling-250ms or polling-1s, from 10ms to 600s, with -close at its end for a new"
            + " connection for each request");
  }

  /** Returns true for a poller with an interval. */
  boolean polls() {
    return kind == Kind.POLLING;
  }
}
