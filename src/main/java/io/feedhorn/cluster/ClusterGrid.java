package io.feedhorn.cluster;

import io.feedhorn.cluster.owner.ReplicationStore;
import io.feedhorn.cluster.protocol.ClusterView;
import io.feedhorn.cluster.protocol.QuorumLease;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * The data grid of a node (port): membership, owners, committed heads, and its own life cycle. Safe
 * on any thread.
 */
public interface ClusterGrid extends ClusterView {
  /** Returns the epoch of feeds before their first update, the same on every node. Blocks. */
  String initialEpoch();

  /** Returns the lease that gets the confirmations of the other members. */
  QuorumLease lease();

  /** Returns the shares of feeds that the members have taken over. */
  TakeoverShares shares();

  /** Creates the store of heads. It can be used after {@link #startOwning}. */
  ReplicationStore createStore(Vertx vertx);

  /** Begins to store heads. Before, this node owns no feeds. */
  Future<Void> startOwning();

  /** Stops to store heads, so that other nodes become the owners, after a running rebalancing. */
  Future<Void> stopOwning();

  /** Makes heads available again if that is safe. Called once a second. */
  void checkAvailability();

  /** Returns true while heads are being moved between nodes. */
  boolean isRebalancing();

  /** Returns the number of event-bus addresses that all nodes have registered. */
  int registrations();

  /**
   * Returns the event loop on which the event bus receives the messages of other nodes, or null
   * before the bus has started.
   */
  @Nullable Thread eventBusLoop();

  /** Leaves the cluster. Blocks, in bounded time. */
  void stop();
}
