package io.feedhorn.cluster.protocol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The last contact with each other node, for health checks. Safe on any thread. */
public final class PeerActivity {
  private final LongSupplier micros;
  private final Map<String, Long> lastContactMicros = new ConcurrentHashMap<>();
  private final Map<String, Long> connections = new ConcurrentHashMap<>();

  /**
   * Creates an empty record.
   *
   * @param micros Unix time in microseconds
   */
  public PeerActivity(LongSupplier micros) {
    this.micros = micros;
  }

  void recordContact(String node) {
    lastContactMicros.put(node, micros.getAsLong());
  }

  void recordConnections(String node, long count) {
    connections.put(node, count);
  }

  /** Returns the microseconds since any other node was heard from; 0 if none ever was. */
  public long microsSinceLastContact() {
    long now = micros.getAsLong();
    return lastContactMicros.values().stream().mapToLong(at -> now - at).min().orElse(0);
  }

  /** Returns the number of client connections that a node reported last; 0 if it never did. */
  public long connectionsOf(String node) {
    return connections.getOrDefault(node, 0L);
  }
}
