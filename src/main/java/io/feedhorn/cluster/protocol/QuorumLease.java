package io.feedhorn.cluster.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A quorum lease: writes are allowed only while a majority confirms that it does not exclude this
 * node. Each other member confirms that with its heartbeats, each time for as long as it will at
 * least wait for this node's next one. A node that was suspended or partitioned would otherwise act
 * on a stale view, while the others continue without it. Safe on any thread.
 */
public final class QuorumLease {
  private final Map<String, Long> expiresAt = new ConcurrentHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanos;

  /**
   * Creates a lease without confirmations.
   *
   * @param nanos the monotonic time
   */
  public QuorumLease(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Returns the time that this node sends with a heartbeat. */
  public long now() {
    return nanos.getAsLong();
  }

  /**
   * Records the confirmation of another node.
   *
   * @param heardAt the time of this node's newest heartbeat that the other one has, from {@link
   *     #now}
   * @param validNanos the time from then on in which the other node does not exclude this one
   */
  public void record(String node, long heardAt, long validNanos) {
    expiresAt.merge(node, heardAt + validNanos, QuorumLease::later);
  }

  private static long later(long first, long second) {
    return first - second > 0 ? first : second;
  }

  /** Counts a node, because it understands this one and sees it as a member; or not any more. */
  void accept(String node, boolean counts) {
    if (counts) {
      accepted.add(node);
    } else {
      accepted.remove(node);
    }
  }

  /** Returns true if a node counts. */
  boolean accepts(String node) {
    return accepted.contains(node);
  }

  /** Returns true if a node that counts confirms this one now. */
  boolean isConfirmedBy(String node) {
    Long expires = expiresAt.get(node);
    return expires != null && accepted.contains(node) && expires - nanos.getAsLong() > 0;
  }

  /** Forgets the nodes that are not members any more. */
  void retain(List<String> members) {
    expiresAt.keySet().retainAll(members);
    accepted.retainAll(members);
  }

  /**
   * Returns true if a majority, including this node, confirms it.
   *
   * @param headHolders the nodes that count, including this one
   */
  boolean hasQuorum(List<String> headHolders) {
    long confirmations = headHolders.stream().filter(this::isConfirmedBy).count();
    return (confirmations + 1) * 2 > headHolders.size();
  }
}
