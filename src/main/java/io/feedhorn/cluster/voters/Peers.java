package io.feedhorn.cluster.voters;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The other members of the cluster with their identities. Safe on any thread. */
final class Peers {
  /** A member that was not heard for so long does not keep its name from a newer one. */
  static final long RUNNING_NANOS = 4_000_000_000L;

  private final LongSupplier nanos;
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();

  /** A member, and the reason why it is refused, or null. */
  record Peer(String member, NodeIdentity identity, long seenNanos, @Nullable String refusal) {}

  Peers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Returns true if the member was not refused for this reason before. */
  boolean put(String member, NodeIdentity identity, @Nullable String refusal) {
    Peer before = peers.put(member, new Peer(member, identity, nanos.getAsLong(), refusal));
    return refusal != null && (before == null || !refusal.equals(before.refusal));
  }

  boolean knows(Collection<String> members) {
    return peers.keySet().containsAll(members);
  }

  void retain(Collection<String> members) {
    peers.keySet().retainAll(members);
  }

  /** Returns the members that are not refused. */
  List<Peer> accepted() {
    return peers.values().stream().filter(peer -> peer.refusal == null).toList();
  }

  /** Returns the members that are refused. */
  List<Peer> refused() {
    return peers.values().stream().filter(peer -> peer.refusal != null).toList();
  }

  /** Returns the member with a store that runs under a name; null for none and for several. */
  @Nullable Peer named(String name) {
    List<Peer> all =
        accepted().stream()
            .filter(peer -> peer.identity.stores() && peer.identity.name().equals(name))
            .toList();
    if (all.size() < 2) {
      return all.isEmpty() ? null : all.get(0);
    }
    long now = nanos.getAsLong();
    List<Peer> running = all.stream().filter(peer -> now - peer.seenNanos < RUNNING_NANOS).toList();
    return running.size() == 1 ? running.get(0) : null;
  }
}
