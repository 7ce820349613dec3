package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterGrid;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.owner.ReplicationStore;
import io.feedhorn.cluster.protocol.QuorumLease;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.log.FeedRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.infinispan.Cache;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data grid of Infinispan. Safe on any thread. Calls that may wait for the network run on the
 * threads {@code feedhorn-grid}.
 */
final class InfinispanGrid implements ClusterGrid {
  private static final Logger LOG = LoggerFactory.getLogger(InfinispanGrid.class);
  private static final String EPOCH_KEY = "epoch";
  private static final String VERSION_KEY = "format version";
  private static final Duration MAX_MERGE_WAIT = Duration.ofSeconds(60);
  private static final Duration MAX_STOP = Duration.ofSeconds(5);
  private static final int WORKERS = 16;
  private static final long MAX_REBALANCE_WAIT_NANOS = 3_000_000_000L;
  private static final long RETRY_MILLIS = 20;

  private final ClusterOptions options;
  private final DefaultCacheManager manager;
  private final QuorumLease lease;
  private final ClusterMembership membership;
  private final PartitionRecovery partitionRecovery;
  private final TakeoverShares shares = new TakeoverShares();
  private final Cache<String, String> facts;
  private final HeadCache heads;
  private final AtomicBoolean checking = new AtomicBoolean();
  private volatile @Nullable WorkerExecutor workers;

  private InfinispanGrid(ClusterOptions options, DefaultCacheManager manager, QuorumLease lease) {
    this.lease = lease;
    this.options = options;
    this.manager = manager;
    this.membership = new ClusterMembership(manager);
    this.partitionRecovery = new PartitionRecovery(manager);
    this.facts = manager.getCache(GridConfiguration.FACTS);
    this.heads = new HeadCache(manager, shares);
  }

  /**
   * Starts Infinispan and checks that the members use the same format version. Blocks.
   *
   * @param minMembers the number of members to wait for, including this node
   * @param timeout the time to wait for them
   * @param bound limits the start when they are there
   * @throws IOException if the cluster uses another version; this node has left it then. Also if
   *     the start took too long; this node may still be a member then
   */
  static InfinispanGrid start(
      ClusterOptions options,
      String node,
      byte version,
      int minMembers,
      Duration timeout,
      BoundedStart bound)
      throws IOException {
    QuorumLease lease = new QuorumLease(System::nanoTime);
    JGroupsStack stack = new JGroupsStack(options, lease);
    DefaultCacheManager manager =
        GridConfiguration.manager(options, stack, node, minMembers, timeout);
    return bound.run(() -> start(options, manager, lease, version), minMembers, stack::members);
  }

  private static InfinispanGrid start(
      ClusterOptions options, DefaultCacheManager manager, QuorumLease lease, byte version)
      throws IOException {
    try {
      manager.start();
      InfinispanGrid grid = new InfinispanGrid(options, manager, lease);
      grid.checkVersion(version);
      return grid;
    } catch (IOException | RuntimeException failure) {
      stop(manager);
      throw failure;
    }
  }

  /**
   * The first node stores its version, and all others compare theirs. This node has not joined the
   * cache of heads yet, so it has neither read nor stored anything of another version.
   */
  private void checkVersion(byte version) throws IOException {
    String own = Byte.toString(version);
    String existing = facts.putIfAbsent(VERSION_KEY, own);
    if (existing != null && !existing.equals(own)) {
      throw new IOException(
          ("The nodes %s of the cluster use format version %s, and this release uses %s. All nodes of"
                  + " a cluster must have the same version: stop all nodes before the first one of"
                  + " another version starts.")
              .formatted(others(), existing, own));
    }
  }

  DefaultCacheManager manager() {
    return manager;
  }

  ClusterManager clusterManager() {
    return membership;
  }

  void addListener(MembershipListener listener) {
    manager.addListener(listener);
  }

  /** Registers this node's addresses again after other nodes have removed them. Blocks. */
  void reRegister() {
    membership.reRegister();
  }

  @Override
  public String self() {
    return manager.getNodeAddress();
  }

  @Override
  public List<String> members() {
    return membership.getNodes();
  }

  @Override
  public List<String> headHolders() {
    return heads.members();
  }

  @Override
  public @Nullable String owner(String feed) {
    return heads.owner(feed);
  }

  @Override
  public boolean isAvailable() {
    return heads.isAvailable();
  }

  @Override
  public boolean isRebalancing() {
    return heads.isRebalancing();
  }

  @Override
  public String initialEpoch() {
    String candidate = FeedRegistry.randomEpoch(new SecureRandom());
    String existing = facts.putIfAbsent(EPOCH_KEY, candidate);
    return existing == null ? candidate : existing;
  }

  @Override
  public QuorumLease lease() {
    return lease;
  }

  @Override
  public TakeoverShares shares() {
    return shares;
  }

  @Override
  public ReplicationStore createStore(Vertx vertx) {
    WorkerExecutor executor = vertx.createSharedWorkerExecutor("feedhorn-grid", WORKERS);
    workers = executor;
    return new InfinispanStore(heads, facts, executor, options.copies());
  }

  @Override
  public Future<Void> startOwning() {
    return Objects.requireNonNull(workers)
        .executeBlocking(
            () -> {
              new BootstrapGuard(options, () -> members().size()).await(MAX_MERGE_WAIT);
              heads.join(options.copies());
              return null;
            });
  }

  @Override
  public Future<Void> stopOwning() {
    WorkerExecutor executor = workers;
    if (executor == null) {
      return Future.succeededFuture();
    }
    return awaitRebalancing(System.nanoTime())
        .compose(
            done ->
                executor.executeBlocking(
                    () -> {
                      heads.leave();
                      return null;
                    }));
  }

  private Future<Void> awaitRebalancing(long since) {
    boolean late = System.nanoTime() - since > MAX_REBALANCE_WAIT_NANOS;
    return late || !isRebalancing()
        ? Future.succeededFuture()
        : InfinispanStore.delay(RETRY_MILLIS).compose(later -> awaitRebalancing(since));
  }

  @Override
  public void checkAvailability() {
    WorkerExecutor executor = workers;
    if (executor != null && checking.compareAndSet(false, true)) {
      executor
          .executeBlocking(
              () -> {
                partitionRecovery.check();
                return null;
              },
              false)
          .onFailure(failure -> LOG.debug("The check of the caches' availability failed", failure))
          .onComplete(done -> checking.set(false));
    }
  }

  @Override
  public int registrations() {
    return manager
        .getCache(GridConfiguration.REGISTRATIONS)
        .getAdvancedCache()
        .withFlags(Flag.CACHE_MODE_LOCAL)
        .size();
  }

  @Override
  public @Nullable Thread eventBusLoop() {
    return membership.eventBusLoop();
  }

  @Override
  public void stop() {
    stop(manager);
  }

  /**
   * Stops Infinispan, on a thread of its own: it tells the coordinator about each cache, and waits
   * 15 s for each answer.
   */
  private static void stop(DefaultCacheManager manager) {
    Thread leaving =
        new Thread(
            () -> {
              try {
                manager.stop();
              } catch (RuntimeException failure) {
                LOG.warn("Stopping Infinispan failed", failure);
              }
            },
            "feedhorn-leave");
    leaving.setDaemon(true);
    leaving.start();
    try {
      leaving.join(MAX_STOP.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (leaving.isAlive()) {
      LOG.warn(
          "Another member did not answer within {} s, leaving the cluster without it",
          MAX_STOP.toSeconds());
    }
  }
}
