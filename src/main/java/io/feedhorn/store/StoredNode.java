package io.feedhorn.store;

import java.util.List;

/**
 * The identity of the node to which a store belongs. Immutable.
 *
 * @param name the name of the node in its cluster
 * @param clusterId the random id of the cluster
 * @param generation the number of times that an operator has decided who the voters are
 * @param voters the names of the voters, sorted; empty until they are known
 * @param trusted true if the other stores have to be made level with this one
 */
public record StoredNode(
    String name, String clusterId, long generation, List<String> voters, boolean trusted)
    implements StoreChange {
  public StoredNode {
    voters = List.copyOf(voters);
  }
}
