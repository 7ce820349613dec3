package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterNode;
import io.vertx.core.Vertx;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs membership changes, and restores what a partition removed. Public, with public methods,
 * because Infinispan calls them by reflection. Called on threads of Infinispan.
 */
@Listener(sync = false)
public final class MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipListener.class);
  // Repeated, because a registration can be removed once more while the partitions merge.
  private static final long[] REREGISTER_MILLIS = {500, 3_000, 8_000};

  private final InfinispanGrid grid;
  private final Vertx vertx;
  private final ClusterNode node;

  MembershipListener(InfinispanGrid grid, Vertx vertx, ClusterNode node) {
    this.grid = grid;
    this.vertx = vertx;
    this.node = node;
  }

  /** A node joined, left or was excluded. */
  @ViewChanged
  public void onViewChanged(ViewChangedEvent event) {
    LOG.info("Cluster members: {}", event.getNewMembers());
  }

  /** Partitions of the cluster merged. */
  @Merged
  public void onMerged(MergeEvent event) {
    LOG.info("Cluster partitions merged, members: {}", event.getNewMembers());
    for (long millis : REREGISTER_MILLIS) {
      vertx.setTimer(millis, timer -> reRegister());
    }
    node.onMerged();
  }

  /**
   * Registers this node's addresses again. Not on an event loop: the cluster manager of Vert.x
   * holds its lock while it waits for the grid, up to 15 s for each member that is gone.
   */
  private void reRegister() {
    vertx
        .executeBlocking(
            () -> {
              grid.reRegister();
              return null;
            },
            false)
        .onFailure(failure -> LOG.warn("Registering the addresses again failed", failure));
  }
}
