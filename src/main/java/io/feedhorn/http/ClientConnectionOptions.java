package io.feedhorn.http;

import java.time.Duration;

/**
 * Settings of the connections of clients. Immutable.
 *
 * @param heartbeat the time after which something is sent on an idle connection; at most 15 s
 * @param streamHeartbeat the same for event streams, whose clients have shorter timeouts
 * @param drain at a stop, the time between the refusal of new readers and the end of connections
 * @param deflate true if WebSockets, event streams and polls are compressed for clients that accept
 *     {@code permessage-deflate} or gzip
 */
public record ClientConnectionOptions(
    Duration heartbeat, Duration streamHeartbeat, Duration drain, boolean deflate) {
  /** 15 s, 4 s and 1 s, without compression. */
  public static final ClientConnectionOptions DEFAULT =
      new ClientConnectionOptions(
          Duration.ofSeconds(15), Duration.ofSeconds(4), Duration.ofSeconds(1), false);

  /** Returns these options with another heartbeat of connections and of event streams. */
  public ClientConnectionOptions heartbeats(Duration connections, Duration streams) {
    return new ClientConnectionOptions(connections, streams, drain, deflate);
  }

  /** Returns these options with another drain time. */
  public ClientConnectionOptions drain(Duration other) {
    return new ClientConnectionOptions(heartbeat, streamHeartbeat, other, deflate);
  }

  /** Returns these options with or without compression. */
  public ClientConnectionOptions deflate(boolean enabled) {
    return new ClientConnectionOptions(heartbeat, streamHeartbeat, drain, enabled);
  }
}
