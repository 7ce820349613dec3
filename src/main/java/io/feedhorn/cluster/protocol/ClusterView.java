package io.feedhorn.cluster.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This node's view of the cluster (port). A view can be stale: a node that was suspended or
 * partitioned still has the old one, see {@link QuorumLease}. Safe on any thread.
 */
public interface ClusterView {
  /** Returns the name of this node. */
  String self();

  /** Returns the names of all members, including this node. */
  List<String> members();

  /**
   * Returns the names of the members that store heads, including this node. A node that is still
   * joining is not one of them, and so cannot have continued without the others.
   */
  List<String> headHolders();

  /** Returns the owner of a feed, or null if there is none, or this node does not know it yet. */
  @Nullable String owner(String feed);

  /** Returns true if heads can be read and written: this node is not cut off from the majority. */
  boolean isAvailable();

  /** Returns the names of the other members. */
  default List<String> others() {
    List<String> others = new ArrayList<>(members());
    others.remove(self());
    return others;
  }

  /** Returns true if this node is the owner of a feed in this view. */
  default boolean isOwner(String feed) {
    return self().equals(owner(feed));
  }
}
