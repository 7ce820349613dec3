package io.feedhorn.cluster;

import io.feedhorn.log.FeedRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.spi.cluster.ClusterManager;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.infinispan.Cache;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.context.Flag;
import org.infinispan.distribution.DistributionInfo;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManagerStartupException;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data grid: who is a member, who owns a feed, and the heads of all feeds, each kept on several
 * nodes. Safe on any thread. What it does may wait for the network, and does so on a worker of its
 * own, {@code feedhorn-grid}.
 */
final class InfinispanGrid {
  private static final Logger LOG = LoggerFactory.getLogger(InfinispanGrid.class);
  private static final String NAME = "feedhorn";
  private static final String REGISTRATIONS = "__vertx.subs";
  private static final String HEADS = "feedhorn.heads";
  private static final String FACTS = "feedhorn.facts";
  // The coordinator decides about a cache that others opened before it by the configuration that it
  // has under the name, and without one lets a minority write for as long as it is coordinator.
  private static final String NOT_OPENED = "feedhorn.*";
  private static final String EPOCH = "epoch";
  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final Duration MAX_MERGE_WAIT = Duration.ofSeconds(60);
  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final int WORKERS = 16;
  private static final long SETTLED_NANOS = 3_000_000_000L;
  private static final int MAX_TRIES = 200;
  private static final long RETRY_MILLIS = 20;
  private static final Future<Void> DONE = Future.succeededFuture();

  private final ClusterOptions options;
  private final DefaultCacheManager manager;
  private final ClusterMembership membership;
  private final PartitionRecovery partitionRecovery;
  private final Cache<String, String> facts;
  private volatile @Nullable Cache<String, CommittedHead> heads;
  private @Nullable WorkerExecutor worker;
  private boolean looking;

  private InfinispanGrid(ClusterOptions options, DefaultCacheManager manager) {
    this.options = options;
    this.manager = manager;
    this.membership = new ClusterMembership(manager);
    this.partitionRecovery = new PartitionRecovery(manager);
    this.facts = manager.getCache(FACTS);
  }

  /** Joins the others, or founds a cluster. Blocks until that is done. */
  static InfinispanGrid join(ClusterOptions options, String node) {
    if (options.founds()) {
      return join(options, node, 1, Duration.ZERO);
    }
    if (options.founding() == BootstrapMode.NEVER) {
      return join(options, node, 2, FOR_EVER);
    }
    try {
      return join(options, node, 2, A_WHILE);
    } catch (EmbeddedCacheManagerStartupException alone) {
      LOG.warn("No other node was found in {} s: founding a cluster", A_WHILE.toSeconds());
      return join(options, node, 1, Duration.ZERO);
    }
  }

  private static InfinispanGrid join(
      ClusterOptions options, String node, int nodes, Duration patience) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder().clusteredDefault();
    global
        .transport()
        .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, new JGroupsStack(options))
        .clusterName(NAME)
        .nodeName(node)
        .initialClusterSize(nodes)
        .initialClusterTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    global.serialization().addContextInitializer(new ProtoStreamSchema());
    global.jmx().disable();
    global.metrics().gauges(false).histograms(false);
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    DefaultCacheManager manager = new DefaultCacheManager(global.build(), false);
    Configuration everywhere =
        new ConfigurationBuilder().clustering().cacheMode(CacheMode.REPL_SYNC).build();
    for (String cache : List.of(REGISTRATIONS, "__vertx.haInfo", "__vertx.nodeInfo", FACTS)) {
      manager.defineConfiguration(cache, everywhere);
    }
    Configuration distributed =
        new ConfigurationBuilder()
            .clustering()
            .cacheMode(CacheMode.DIST_SYNC)
            .hash()
            .numOwners(options.copies())
            .clustering()
            .partitionHandling()
            .whenSplit(PartitionHandling.DENY_READ_WRITES)
            .template(true)
            .build();
    manager.defineConfiguration("__vertx.distributed.cache.configuration", distributed);
    manager.defineConfiguration(NOT_OPENED, distributed);
    try {
      manager.start();
    } catch (RuntimeException failure) {
      manager.stop();
      throw failure;
    }
    return new InfinispanGrid(options, manager);
  }

  private static Configuration heads(int copies) {
    ConfigurationBuilder heads = new ConfigurationBuilder();
    heads.encoding().mediaType(MediaType.APPLICATION_OBJECT_TYPE);
    heads
        .clustering()
        .cacheMode(CacheMode.DIST_SYNC)
        .remoteTimeout(4, TimeUnit.SECONDS)
        .hash()
        .numOwners(copies)
        .numSegments(256);
    heads.clustering().stateTransfer().awaitInitialTransfer(false).timeout(20, TimeUnit.SECONDS);
    heads.clustering().partitionHandling().whenSplit(PartitionHandling.DENY_READ_WRITES);
    return heads.build();
  }

  ClusterManager roster() {
    return membership;
  }

  DefaultCacheManager manager() {
    return manager;
  }

  /** This node's name. */
  String self() {
    return manager.getNodeAddress();
  }

  /** The names of all members, this one among them. */
  List<String> members() {
    return membership.getNodes();
  }

  /**
   * The names of the members that keep heads, this one among them. A node that is about to join
   * keeps none yet, and cannot have gone on without this one.
   */
  List<String> keepers() {
    LocalizedCacheTopology topology = topology();
    return topology == null
        ? List.of()
        : topology.getMembers().stream().map(Address::toString).toList();
  }

  /** The places that all nodes together have for feeds that are not configured. */
  FeedQuota places() {
    return new FeedQuota(facts, Objects.requireNonNull(worker));
  }

  /** The epoch of feeds before their first update, the same on every node. Blocks. */
  String epoch() {
    String fresh = FeedRegistry.epoch(new SecureRandom());
    String there = facts.putIfAbsent(EPOCH, fresh);
    return there == null ? fresh : there;
  }

  /** Tells the others again where this node is. */
  void reRegister() {
    membership.comeBack();
  }

  /** Begins to keep heads. Before that this node owns nothing. */
  Future<Void> open(Vertx vertx) {
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("feedhorn-grid", WORKERS);
    worker = workers;
    return workers.executeBlocking(
        () -> {
          new BootstrapGuard(options, () -> members().size()).await(MAX_MERGE_WAIT);
          // Not defined before: the grid joins what is defined when it starts.
          manager.defineConfiguration(HEADS, heads(options.copies()));
          heads = manager.getCache(HEADS);
          return null;
        });
  }

  /**
   * Keeps heads no more, so that another node takes the feeds over, after copies that are on their
   * way have arrived.
   */
  Future<Void> close() {
    Cache<String, CommittedHead> cache = heads;
    WorkerExecutor workers = worker;
    if (cache == null || workers == null) {
      return DONE;
    }
    return settled(System.nanoTime())
        .compose(
            settled ->
                workers.executeBlocking(
                    () -> {
                      heads = null;
                      cache.stop();
                      return null;
                    }));
  }

  private Future<Void> settled(long since) {
    boolean late = System.nanoTime() - since > SETTLED_NANOS;
    return late || !isRebalancing() ? DONE : aWhile().compose(later -> settled(since));
  }

  private static Future<Void> aWhile() {
    return vertx().timer(RETRY_MILLIS, TimeUnit.MILLISECONDS).mapEmpty();
  }

  /** Finds out whether what is closed can be opened again. Called each second. */
  void checkAvailability() {
    WorkerExecutor workers = worker;
    if (workers != null && !looking) {
      looking = true;
      workers
          .executeBlocking(
              () -> {
                partitionRecovery.check();
                return null;
              },
              false)
          .onFailure(failure -> LOG.debug("Nothing was found out", failure))
          .onComplete(done -> looking = false);
    }
  }

  /** Who writes a feed now; null before this node keeps heads, or while nobody does. */
  @Nullable String owner(String feed) {
    LocalizedCacheTopology topology = topology();
    if (topology == null) {
      return null;
    }
    Address primary = topology.getDistribution(feed).primary();
    return primary == null ? null : primary.toString();
  }

  /** Whether heads can be read and written: not where most of the members are out of reach. */
  boolean isAvailable() {
    Cache<String, CommittedHead> cache = heads;
    return cache != null
        && cache.getAdvancedCache().getAvailability() == AvailabilityMode.AVAILABLE;
  }

  /** How many addresses of the event bus all nodes know of. */
  int registrations() {
    return manager
        .getCache(REGISTRATIONS)
        .getAdvancedCache()
        .withFlags(Flag.CACHE_MODE_LOCAL)
        .size();
  }

  /** Whether copies are on their way from node to node. */
  boolean isRebalancing() {
    Cache<String, CommittedHead> cache = heads;
    return cache != null && cache.getAdvancedCache().getDistributionManager().isRehashInProgress();
  }

  private @Nullable LocalizedCacheTopology topology() {
    Cache<String, CommittedHead> cache = heads;
    return cache == null
        ? null
        : cache.getAdvancedCache().getDistributionManager().getCacheTopology();
  }

  /** The head of a feed, null where there is none. */
  Future<@Nullable CommittedHead> read(String feed) {
    return async(() -> cache().getAsync(feed));
  }

  /** Begins a head where there is none; whether it did. */
  Future<Boolean> createHead(String feed, CommittedHead head) {
    return this.<CommittedHead>async(() -> cache().putIfAbsentAsync(feed, head))
        .map(there -> there == null);
  }

  /** Puts a head in the place of another, on every node that keeps it; whether that was there. */
  Future<Boolean> replace(String feed, CommittedHead there, CommittedHead head) {
    return async(() -> cache().replaceAsync(feed, there, head));
  }

  /**
   * Appends a batch. Done when as many nodes keep it as {@code cluster.copies} says, or all where
   * there are fewer; after a failure nobody knows whether it is kept.
   */
  Future<Void> commit(String feed, CommitBatch commit) {
    return commit(feed, commit, MAX_TRIES);
  }

  private Future<Void> commit(String feed, CommitBatch commit, int tries) {
    LocalizedCacheTopology before = topology();
    return async(
            () ->
                cache()
                    .getAdvancedCache()
                    .withFlags(Flag.IGNORE_RETURN_VALUES)
                    .computeAsync(feed, commit))
        .compose(done -> isKept(feed, before) ? DONE : commitAgain(feed, commit, tries - 1));
  }

  /** Where a node was lost meanwhile, the batch is written to the one that takes its place. */
  private Future<Void> commitAgain(String feed, CommitBatch commit, int tries) {
    if (tries == 0) {
      return Future.failedFuture("too few nodes keep the newest batch of " + feed);
    }
    return aWhile().compose(later -> commit(feed, commit, tries));
  }

  private static Vertx vertx() {
    return Objects.requireNonNull(Vertx.currentContext()).owner();
  }

  private boolean isKept(String feed, @Nullable LocalizedCacheTopology before) {
    LocalizedCacheTopology now = topology();
    if (before == null || now == null || before.getTopologyId() != now.getTopologyId()) {
      return false;
    }
    DistributionInfo owners = now.getDistribution(feed);
    int wanted = Math.min(options.copies(), manager.getMembers().size());
    return owners.writeOwners().size() >= Math.min(wanted, now.getMembers().size());
  }

  private Cache<String, CommittedHead> cache() {
    return Objects.requireNonNull(heads);
  }

  /** The grid's own threads answer; what follows is on the caller's context again. */
  private <T> Future<@Nullable T> async(Supplier<CompletionStage<@Nullable T>> call) {
    Context context = Objects.requireNonNull(Vertx.currentContext());
    return Objects.requireNonNull(worker)
        .executeBlocking(call::get, false)
        .compose(stage -> Future.fromCompletionStage(stage, context));
  }

  /** Leaves. Blocks, in bounded time. */
  void leave() {
    try {
      manager.stop();
    } catch (RuntimeException failure) {
      LOG.warn("Leaving the cluster failed", failure);
    }
  }
}
