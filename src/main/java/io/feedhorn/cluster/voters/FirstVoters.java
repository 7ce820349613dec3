package io.feedhorn.cluster.voters;

import io.feedhorn.store.StoredNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which nodes are the voters, at the first start of a cluster. */
final class FirstVoters {
  /** The generation of a cluster that was never recovered. */
  static final long GENERATION = 1;

  private static final Logger LOG = LoggerFactory.getLogger(FirstVoters.class);

  private FirstVoters() {}

  /**
   * Returns what a node has to store: the voters that another node has, or those on which all of
   * them agree; null if there is nothing to change.
   */
  static @Nullable StoredNode settled(NodeIdentity own, Peers peers) {
    for (Peers.Peer peer : peers.accepted()) {
      NodeIdentity other = peer.identity();
      if (IdentityRules.adopts(own, other) && !isLike(own, other)) {
        return new StoredNode(
            own.name(), other.clusterId(), other.generation(), other.voters(), false);
      }
    }
    return own.isSettled() ? null : agreed(own, peers);
  }

  private static boolean isLike(NodeIdentity own, NodeIdentity other) {
    return own.clusterId().equals(other.clusterId())
        && own.generation() == other.generation()
        && own.voters().equals(other.voters());
  }

  /** Returns the voters if all of them propose the same; the smallest id is the cluster's. */
  private static @Nullable StoredNode agreed(NodeIdentity own, Peers peers) {
    String id = null;
    for (String name : own.candidates()) {
      Peers.Peer peer = peers.named(name);
      boolean isOwn = own.stores() && name.equals(own.name());
      NodeIdentity candidate = isOwn ? own : peer == null ? null : peer.identity();
      if (candidate == null || !candidate.candidates().equals(own.candidates())) {
        return null;
      }
      id = id == null || candidate.clusterId().compareTo(id) < 0 ? candidate.clusterId() : id;
    }
    return id == null
        ? null
        : new StoredNode(own.name(), id, GENERATION, own.candidates(), /* trusted= */ false);
  }

  /** Returns the warning about an even number of voters. */
  static String evenNumber(VoterSet voters) {
    return voters.size() == 2
        ? "Publishing on durable feeds needs both voters: it stops when one is lost. Use three"
        : "Publishing on durable feeds needs %d of the %d voters: no more may be lost than of %d. Use an odd number"
            .formatted(voters.majority(), voters.size(), voters.size() - 1);
  }

  /** Logs the voters that were stored. */
  static void log(StoredNode settled) {
    VoterSet voters = new VoterSet(settled.voters());
    LOG.info("The voters of durable feeds are {}; a majority is {}", voters, voters.majority());
    if (voters.size() % 2 == 0) {
      LOG.warn(evenNumber(voters));
    }
  }
}
