package io.feedhorn.cluster.protocol;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A quorum lease: writes are allowed only while a majority has confirmed this node's membership
 * within the last 4 s. A node that was suspended or partitioned would otherwise act on a stale
 * view, while the others continue without it. Safe on any thread.
 */
public final class QuorumLease {
  // Less than the five seconds after which the failure detector of the others excludes a node.
  static final long VALID_NANOS = 4_000_000_000L;

  private final Map<String, Long> confirmedAt = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  /**
   * Creates a lease without confirmations.
   *
   * @param nanos the monotonic time
   */
  public QuorumLease(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Returns the time that a question must be recorded with. */
  long now() {
    return nanos.getAsLong();
  }

  /**
   * Records the answer of another node.
   *
   * @param isMember true if the node sees this one as a member
   * @param askedAt the time before the question was sent, from {@link #now}
   */
  void record(String node, boolean isMember, long askedAt) {
    if (isMember) {
      confirmedAt.merge(node, askedAt, Math::max);
    } else {
      confirmedAt.remove(node);
    }
  }

  /** Returns true if the node has a valid confirmation from another one. */
  boolean isConfirmedBy(String node) {
    Long askedAt = confirmedAt.get(node);
    return askedAt != null && nanos.getAsLong() - askedAt < VALID_NANOS;
  }

  /** Forgets the nodes that are not members any more. */
  void retain(List<String> members) {
    confirmedAt.keySet().retainAll(members);
  }

  /**
   * Returns true if a majority, including this node, confirms its membership.
   *
   * @param headHolders the nodes that count, including this one
   */
  boolean hasQuorum(List<String> headHolders) {
    long confirmations = headHolders.stream().filter(this::isConfirmedBy).count();
    return (confirmations + 1) * 2 > headHolders.size();
  }
}
