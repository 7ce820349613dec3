package io.feedhorn.cluster.voters;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The names and the voters that this node knows (port). A <em>name</em> is that of the settings and
 * of the store ({@code cluster.name}), and outlives the process. A <em>member</em> is the name of a
 * running node in the data grid, such as {@code ClusterView.self()}, and is another one after each
 * start. Safe on any thread, except for {@link #removeTrust}.
 */
public interface Voters {
  /** Returns the name of this node. */
  String name();

  /** Returns the voters, or null until they are known. They never change while a node runs. */
  @Nullable VoterSet voters();

  /**
   * Returns the member that runs under a name, or null if none is known, or more than one. A member
   * without a store, and one that was refused, has no name here.
   */
  @Nullable String memberOf(String name);

  /** Returns the name of a member, or null if {@link #memberOf} does not return the member. */
  @Nullable String nameOf(String member);

  /** Returns true if a node with this name runs, and can be the owner of durable feeds. */
  boolean isServing(String name);

  /** Returns the random id of the cluster's first start, the same on all nodes. */
  String clusterId();

  /** Returns the generation: 1 after the first start, one more after each {@code recover}. */
  long generation();

  /** Returns true if this node has to be the owner, until all stores are level with its own. */
  boolean isTrusted();

  /** Stores that the other stores are level. Called on the writer's event loop. */
  Future<Void> removeTrust();

  /** Returns true if this node has a store and is one of the voters. */
  default boolean isVoter() {
    VoterSet known = voters();
    return known != null && known.contains(name()) && memberOf(name()) != null;
  }
}
