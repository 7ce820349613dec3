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
final class Vouchers {
  // Less than the five seconds after which the others may leave a silent node behind.
  static final long VALID_NANOS = 4_000_000_000L;

  private final Map<String, Long> vouched = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  /**
   * @param nanos the time, in nanoseconds from anywhere
   */
  Vouchers(LongSupplier nanos) {
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

  /** Whether most of the members, of which this node is one, hold it for a member. */
  boolean suffice(List<String> members) {
    long now = nanos.getAsLong();
    vouched.keySet().retainAll(members);
    long others = vouched.values().stream().filter(asked -> now - asked < VALID_NANOS).count();
    return (others + 1) * 2 > members.size();
  }
}
