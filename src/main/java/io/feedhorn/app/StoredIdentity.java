package io.feedhorn.app;

import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.publish.StoredState;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredNode;
import java.nio.file.Path;
import java.util.List;

/** Checks that a store belongs to the node that opens it. */
final class StoredIdentity {
  private StoredIdentity() {}

  /** Throws with the reason if the store belongs to another node, or to a single server. */
  static void check(StoredState state, Path path, ClusterOptions cluster) throws StoreException {
    StoredNode node = state.node();
    if (!cluster.enabled()) {
      if (node != null && node.voters().size() > 1) {
        throw error(
            path,
            ("the store belongs to the node '%s' of a cluster with the voters %s: set"
                    + " cluster.enabled, or keep it as a single server's with the command"
                    + " recover --store %s --voters %s")
                .formatted(node.name(), node.voters(), path, node.name()));
      }
      return;
    }
    VoterOptions own = cluster.voters();
    if (node == null) {
      if (state.hasFeeds()) {
        throw error(
            path,
            ("the store belongs to a single server: make it a node's with the command"
                    + " recover --store %s --name %s --voters %s")
                .formatted(
                    path,
                    own.name(),
                    own.voters().isEmpty() ? own.name() + ",…" : String.join(",", own.voters())));
      }
      return;
    }
    if (!node.name().equals(own.name())) {
      throw new StoreException(
          "cluster.name = \"%s\": the store %s belongs to the node '%s'"
              .formatted(own.name(), path, node.name()));
    }
    checkVoters(node.voters(), own.voters(), path);
  }

  private static void checkVoters(List<String> stored, List<String> own, Path path)
      throws StoreException {
    if (!stored.isEmpty() && !own.isEmpty() && !own.equals(stored)) {
      throw new StoreException(
          "cluster.voters = %s: the store %s has the voters %s, which the command recover changes"
              .formatted(own, path, stored));
    }
  }

  private static StoreException error(Path path, String reason) {
    return new StoreException("store.path = \"%s\": %s".formatted(path, reason));
  }
}
