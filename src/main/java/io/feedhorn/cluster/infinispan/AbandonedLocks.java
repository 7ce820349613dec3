package io.feedhorn.cluster.infinispan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.lock.impl.ClusteredLockModuleLifecycle;
import org.infinispan.lock.impl.entries.ClusteredLockKey;
import org.infinispan.lock.impl.entries.ClusteredLockState;
import org.infinispan.lock.impl.entries.ClusteredLockValue;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.remoting.transport.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases cluster-wide locks whose holders are no members any more. Infinispan releases a lock
 * only when its holder leaves, only if another node has used it before, and never for a holder that
 * left while there was no majority. Not thread-safe; blocks.
 */
final class AbandonedLocks {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedLocks.class);

  private final DefaultCacheManager manager;

  AbandonedLocks(DefaultCacheManager manager) {
    this.manager = manager;
  }

  /** Returns the cache of all locks, which each node stores completely. */
  static AdvancedCache<ClusteredLockKey, ClusteredLockValue> cacheOf(DefaultCacheManager manager) {
    return manager
        .<ClusteredLockKey, ClusteredLockValue>getCache(
            ClusteredLockModuleLifecycle.CLUSTERED_LOCK_CACHE_NAME)
        .getAdvancedCache();
  }

  /** Releases those whose primary copy this node has, if it is in a majority. */
  void release() {
    if (!manager.isRunning(ClusteredLockModuleLifecycle.CLUSTERED_LOCK_CACHE_NAME)) {
      return;
    }
    AdvancedCache<ClusteredLockKey, ClusteredLockValue> locks = cacheOf(manager);
    if (locks.getAvailability() == AvailabilityMode.AVAILABLE) {
      abandoned(locks)
          .forEach(
              (lock, value) -> {
                if (locks.replace(lock, value, ClusteredLockValue.INITIAL_STATE)) {
                  LOG.info("Released the lock {} of {}", lock.getName(), value.getOwner());
                }
              });
    }
  }

  private Map<ClusteredLockKey, ClusteredLockValue> abandoned(
      AdvancedCache<ClusteredLockKey, ClusteredLockValue> locks) {
    // The primary copy decides who gets a lock; after a merge of partitions others may differ.
    LocalizedCacheTopology topology = locks.getDistributionManager().getCacheTopology();
    Map<ClusteredLockKey, ClusteredLockValue> held = new HashMap<>();
    locks
        .withFlags(Flag.CACHE_MODE_LOCAL)
        .forEach(
            (lock, value) -> {
              if (value.getState() == ClusteredLockState.ACQUIRED
                  && topology.getDistribution(lock).isPrimary()) {
                held.put(lock, value);
              }
            });
    // Read after the locks: a node that joined in between may hold one.
    List<Address> members = manager.getMembers();
    held.values().removeIf(value -> members.stream().anyMatch(value.getOwner()::equals));
    return held;
  }
}
