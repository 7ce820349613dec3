package io.feedhorn.cluster.voters;

import org.jspecify.annotations.Nullable;

/** The rules about which nodes can be members of one cluster with durable feeds. */
final class IdentityRules {
  private IdentityRules() {}

  /** Returns the reason why two running nodes cannot be members of one cluster, or null. */
  static @Nullable String conflict(NodeIdentity own, NodeIdentity other) {
    if (own.stores() && other.stores() && own.name().equals(other.name())) {
      return "two running nodes have the name '%s' (cluster.name)".formatted(own.name());
    }
    if (adopts(own, other) || adopts(other, own)) {
      return null;
    }
    boolean bothSettled = own.isSettled() && other.isSettled();
    if (bothSettled && own.generation() != other.generation()) {
      return ("the store of '%s' has generation %d of the cluster, that of '%s' has generation %d;"
              + " move the store of the smaller generation away")
          .formatted(own.name(), own.generation(), other.name(), other.generation());
    }
    if (bothSettled && !own.clusterId().equals(other.clusterId())) {
      return ("the stores of '%s' and '%s' are of different clusters (%s, %s);"
              + " move the one away that does not belong here")
          .formatted(own.name(), other.name(), own.clusterId(), other.clusterId());
    }
    boolean differ =
        !own.requiredVoters().isEmpty()
            && !other.requiredVoters().isEmpty()
            && !own.requiredVoters().equals(other.requiredVoters());
    return differ
        ? "'%s' has the voters %s, '%s' has %s (cluster.voters, command recover)"
            .formatted(own.name(), own.requiredVoters(), other.name(), other.requiredVoters())
        : null;
  }

  /** Returns true if a node takes over id, generation and voters of another one. */
  static boolean adopts(NodeIdentity node, NodeIdentity other) {
    if (!other.isSettled()
        || (node.stores() && (node.hasData() || node.serving()) && node.isSettled())) {
      return false;
    }
    boolean accepts = !node.configured() || node.candidates().equals(other.voters());
    return accepts
        && (!node.isSettled()
            || other.hasData()
            || other.serving()
            || other.generation() > node.generation());
  }

  /** Returns true if, of two nodes that are in conflict, the first one has to stop. */
  static boolean yields(NodeIdentity own, String ownMember, NodeIdentity other, String member) {
    if (own.serving() || other.serving()) {
      return !own.serving();
    }
    boolean bothSettled = own.isSettled() && other.isSettled();
    if (bothSettled && own.generation() != other.generation()) {
      return own.generation() < other.generation();
    }
    return ownMember.compareTo(member) > 0;
  }
}
