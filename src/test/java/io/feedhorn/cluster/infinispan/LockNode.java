package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.codec.FormatVersion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.Util;

/** A node of a cluster in this JVM, with a clustered Vert.x. */
final class LockNode implements AutoCloseable {
  private static final long SECONDS = 50;

  final InfinispanGrid grid;
  final Vertx vertx;

  private LockNode(InfinispanGrid grid, Vertx vertx) {
    this.grid = grid;
    this.vertx = vertx;
  }

  /** Starts a node; the node 0 begins the cluster, and the others wait for it. */
  static LockNode start(List<Integer> ports, int node, String suffix) throws Exception {
    String name = "127.0.0.1:" + ports.get(node) + "-" + suffix;
    InfinispanGrid grid = TestGrids.join(ports, node, name, FormatVersion.CURRENT);
    Vertx vertx =
        Vertx.builder()
            .withClusterManager(grid.clusterManager())
            .buildClustered()
            .await(SECONDS, TimeUnit.SECONDS);
    grid.createStore(vertx);
    grid.startOwning().await(SECONDS, TimeUnit.SECONDS);
    return new LockNode(grid, vertx);
  }

  /** Checks the caches once a second, as the writer of a node does. */
  void startChecks() {
    vertx.setPeriodic(1_000, timer -> grid.checkAvailability());
  }

  Lock lock(String name) throws Exception {
    return request(name).await(SECONDS, TimeUnit.SECONDS);
  }

  Future<Lock> request(String name) {
    return vertx.sharedData().getLockWithTimeout(name, 30_000);
  }

  /** Returns true if this node can take a lock; it is free again afterwards. */
  boolean isFree(String name) throws TimeoutException {
    return vertx
        .sharedData()
        .getLockWithTimeout(name, 300)
        .onSuccess(Lock::release)
        .map(true)
        .otherwise(false)
        .await(SECONDS, TimeUnit.SECONDS);
  }

  AvailabilityMode locks() {
    return grid.manager().getCache("org.infinispan.LOCKS").getAdvancedCache().getAvailability();
  }

  private JChannel channel() {
    Transport transport = GlobalComponentRegistry.componentOf(grid.manager(), Transport.class);
    return ((JGroupsTransport) transport).getChannel();
  }

  /** Cuts the node off from all others, as a kill does. */
  void kill() throws Exception {
    Util.shutdown(channel());
  }

  /** Drops all messages from and to other nodes. */
  void cut() throws Exception {
    DISCARD discard = new DISCARD();
    discard.discardAll(true);
    channel().getProtocolStack().insertProtocol(discard, ProtocolStack.Position.ABOVE, TP.class);
  }

  void heal() {
    channel().getProtocolStack().removeProtocol(DISCARD.class);
  }

  @Override
  public void close() {
    vertx.close().await();
    grid.stop();
  }
}
