package io.feedhorn.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Who said lately that this node is one of theirs. A node that stood still or was cut off does not
 * know that the others went on without it: what it believes of the cluster is as old as its
 * standstill. So it writes nothing, and is not ready, unless most members vouch for it. Safe on any
 * thread.
 */
final class QuorumLease {
  // Less than the five seconds after which the others may leave a silent node behind.
  static final long VALID_NANOS = 4_000_000_000L;

  private final Map<String, Long> vouched = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  /**
   * @param nanos the time, in nanoseconds from anywhere
   */
  QuorumLease(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The time to name when the answer comes. */
  long ask() {
    return nanos.getAsLong();
  }

  /**
   * Another node answered.
   *
   * @param asked when it was asked, as {@link #ask} said
   */
  void answered(String node, boolean vouches, long asked) {
    if (vouches) {
      vouched.merge(node, asked, Math::max);
    } else {
      vouched.remove(node);
    }
  }

  /** If a node vouched for this one lately. */
  boolean isVouchedBy(String node) {
    Long asked = vouched.get(node);
    return asked != null && nanos.getAsLong() - asked < VALID_NANOS;
  }

  /** Forgets the nodes that are not members any more. */
  void retain(List<String> members) {
    vouched.keySet().retainAll(members);
  }

  /** If most of the nodes that keep heads, of which this node is one, hold it for a member. */
  boolean hasQuorum(List<String> keepers) {
    long others = keepers.stream().filter(this::isVouchedBy).count();
    return (others + 1) * 2 > keepers.size();
  }
}
