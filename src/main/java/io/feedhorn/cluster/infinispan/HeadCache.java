package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.owner.HeadHolders;
import io.feedhorn.cluster.protocol.TakeoverShares;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.infinispan.Cache;
import org.infinispan.distribution.DistributionInfo;
import org.infinispan.distribution.DistributionManager;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.distribution.ch.ConsistentHash;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.remoting.transport.Address;
import org.infinispan.topology.CacheTopology;
import org.jspecify.annotations.Nullable;

/**
 * The cache of committed heads. Its consistent hash assigns feeds to nodes: the first node that
 * stores a head owns the feed, once it has taken it over ({@link TakeoverShares}). A node joins
 * this cache last, when its replicas are up to date, and owns nothing before. Safe on any thread.
 */
final class HeadCache {
  private static final String NAME = "feedhorn.heads";
  private static final RepeatedStart START =
      new RepeatedStart(Duration.ofSeconds(30), Duration.ofMillis(200));

  private final DefaultCacheManager manager;
  private final TakeoverShares shares;
  private volatile @Nullable Cache<String, CommittedHead> cache;
  private volatile int copies = 1;

  HeadCache(DefaultCacheManager manager, TakeoverShares shares) {
    this.manager = manager;
    this.shares = shares;
  }

  /** Begins to store heads. Blocks. */
  void join(int configuredCopies) throws IOException, InterruptedException {
    copies = configuredCopies;
    // Not defined earlier: a node joins all defined caches when the manager starts.
    manager.defineConfiguration(NAME, GridConfiguration.heads(configuredCopies));
    cache =
        START.run(
            "the cache " + NAME,
            failure -> true,
            () -> manager.<String, CommittedHead>getCache(NAME));
  }

  /** Stops to store heads, so that other nodes become the owners. Blocks. */
  void leave() {
    Cache<String, CommittedHead> joined = cache;
    if (joined != null) {
      cache = null;
      joined.stop();
    }
  }

  /** Returns the cache; the node must have joined it. */
  Cache<String, CommittedHead> cache() {
    return Objects.requireNonNull(cache);
  }

  @Nullable LocalizedCacheTopology topology() {
    Cache<String, CommittedHead> joined = cache;
    return joined == null
        ? null
        : joined.getAdvancedCache().getDistributionManager().getCacheTopology();
  }

  List<String> members() {
    LocalizedCacheTopology topology = topology();
    return topology == null
        ? List.of()
        : topology.getMembers().stream().map(Address::toString).toList();
  }

  @Nullable String owner(String feed) {
    LocalizedCacheTopology topology = topology();
    return topology == null ? null : owner(feed, topology.getDistribution(feed));
  }

  private @Nullable String owner(String feed, DistributionInfo nodes) {
    return nodes.primary() == null
        ? null
        : shares.owner(feed, nodes.primary().toString(), () -> substitute(nodes));
  }

  private @Nullable String substitute(DistributionInfo nodes) {
    return nodes.readOwners().stream()
        .map(Address::toString)
        .filter(shares::isComplete)
        .findFirst()
        .orElse(null);
  }

  boolean isAvailable() {
    Cache<String, CommittedHead> joined = cache;
    return joined != null
        && joined.getAdvancedCache().getAvailability() == AvailabilityMode.AVAILABLE;
  }

  /**
   * Returns true while heads are being moved between nodes, or copies are missing. Between the end
   * of a node and the beginning of the move, Infinispan itself reports that none is in progress.
   */
  boolean isRebalancing() {
    Cache<String, CommittedHead> joined = cache;
    if (joined == null) {
      return false;
    }
    DistributionManager distribution = joined.getAdvancedCache().getDistributionManager();
    return distribution.isRehashInProgress()
        || lacksCopies(
            distribution.getCacheTopology().getReadConsistentHash(), manager.getMembers(), copies);
  }

  /**
   * Returns true if a node that holds heads is gone, or a segment has too few holders.
   *
   * @param present the members of the cluster
   */
  static boolean lacksCopies(ConsistentHash owners, List<Address> present, int copies) {
    int needed = Math.min(copies, owners.getMembers().size());
    return !present.containsAll(owners.getMembers())
        || IntStream.range(0, owners.getNumSegments())
            .anyMatch(segment -> owners.locateOwnersForSegment(segment).size() < needed);
  }

  /**
   * Returns the nodes that store a head, if this node owns the feed and can write, there are enough
   * of them, and no heads are being moved; otherwise null.
   */
  @Nullable HeadHolders holders(String feed, int copies) {
    LocalizedCacheTopology now = settledTopology();
    if (now == null) {
      return null;
    }
    DistributionInfo nodes = now.getDistribution(feed);
    int needed = Math.min(copies, manager.getMembers().size());
    String self = now.getLocalAddress().toString();
    if (nodes.writeOwners().size() < needed || !self.equals(owner(feed, nodes))) {
      return null;
    }
    List<String> others =
        nodes.writeOwners().stream()
            .map(Address::toString)
            .filter(node -> !node.equals(self))
            .toList();
    return new HeadHolders(now.getTopologyId(), self, others);
  }

  /**
   * Appends a batch to this node's copy of a head only. No write of the grid can come in between
   * the reading of the head and its replacement, which an invocation of the cache with {@code
   * CACHE_MODE_LOCAL} does not prevent: a write to a backup takes no lock.
   *
   * <p>The topology is read again after the append: nodes that get heads by a later one copy them
   * from a node that has installed it, so they get the batch.
   */
  boolean append(String feed, CommitBatch commit, int topologyId, String owner) {
    Cache<String, CommittedHead> joined = cache;
    if (joined == null || !isHolder(feed, topologyId, owner)) {
      return false;
    }
    // Null if the node has no container for the feed: then the function did not run.
    Object stored =
        joined
            .getAdvancedCache()
            .getDataContainer()
            .compute(
                feed,
                (key, entry, factory) -> {
                  CommittedHead head = entry == null ? null : entry.getValue();
                  return factory.create(key, commit.apply(feed, head), entry);
                });
    return stored != null && isHolder(feed, topologyId, owner);
  }

  /** Returns true if this node stores a head in a settled topology, which gives it that owner. */
  private boolean isHolder(String feed, int topologyId, String owner) {
    LocalizedCacheTopology now = settledTopology();
    if (now == null || now.getTopologyId() != topologyId) {
      return false;
    }
    DistributionInfo nodes = now.getDistribution(feed);
    return nodes.isWriteOwner() && owner.equals(owner(feed, nodes));
  }

  private @Nullable LocalizedCacheTopology settledTopology() {
    LocalizedCacheTopology now = isAvailable() ? topology() : null;
    return now == null || now.getPhase() != CacheTopology.Phase.NO_REBALANCE ? null : now;
  }

  /**
   * Returns true if enough nodes stored a head that was written since the topology was read.
   *
   * @param before the topology before the write
   */
  boolean isStored(String feed, @Nullable LocalizedCacheTopology before, int copies) {
    LocalizedCacheTopology now = topology();
    if (before == null || now == null || before.getTopologyId() != now.getTopologyId()) {
      return false;
    }
    DistributionInfo owners = now.getDistribution(feed);
    int needed = Math.min(copies, manager.getMembers().size());
    return owners.writeOwners().size() >= Math.min(needed, now.getMembers().size());
  }
}
