package io.feedhorn.cluster.replica;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;

/**
 * The state of one replica, as nodes report it to each other. Immutable.
 *
 * @param term the newest term that the node knows of
 * @param offset the newest offset in the replica
 * @param owned true if the node orders the feed's updates
 */
public record ReplicaStatus(String feed, String epoch, long term, long offset, boolean owned) {
  /** Returns the status of a node that has no replica of a feed. */
  public static ReplicaStatus ofNone(String feed) {
    return new ReplicaStatus(feed, "", 0, 0, false);
  }

  /** Returns true if this replica is ahead of another one of the same feed. */
  public boolean isAheadOf(ReplicaStatus other) {
    return term > other.term || (term == other.term && offset > other.offset);
  }

  public void write(BinaryWriter out) {
    out.text(feed).text(epoch).number(term).number(offset).flag(owned);
  }

  public static ReplicaStatus read(BinaryReader in) {
    return new ReplicaStatus(in.text(), in.text(), in.number(), in.number(), in.flag());
  }
}
