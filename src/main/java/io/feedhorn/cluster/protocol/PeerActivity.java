package io.feedhorn.cluster.protocol;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The last contact with other nodes, for health checks. Safe on any thread. */
public final class PeerActivity {
  private final LongSupplier micros;
  private final Map<String, Long> connections = new ConcurrentHashMap<>();
  private volatile long lastContactMicros;

  /**
   * Creates an empty record.
   *
   * @param micros Unix time in microseconds
   */
  public PeerActivity(LongSupplier micros) {
    this.micros = micros;
  }

  void recordContact() {
    lastContactMicros = micros.getAsLong();
  }

  void recordConnections(String node, long count) {
    connections.put(node, count);
  }

  /** Forgets the nodes that are not members any more. */
  void retain(Collection<String> members) {
    connections.keySet().retainAll(members);
  }

  /** Returns the microseconds since any other node was heard from; 0 if none ever was. */
  public long microsSinceLastContact() {
    long last = lastContactMicros;
    return last == 0 ? 0 : micros.getAsLong() - last;
  }

  /** Returns the number of client connections that a node reported last; 0 if it never did. */
  public long connectionsOf(String node) {
    return connections.getOrDefault(node, 0L);
  }
}
