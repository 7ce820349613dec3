package io.feedhorn.cluster.infinispan;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.infinispan.AdvancedCache;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.registry.InternalCacheRegistry;
import org.infinispan.remoting.transport.Address;
import org.infinispan.topology.CacheTopology;
import org.infinispan.topology.LocalTopologyManager;
import org.infinispan.topology.PersistentUUID;
import org.infinispan.topology.PersistentUUIDManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes caches available again that Infinispan closed after the loss of a majority, that of the
 * cluster-wide locks included, and lets nodes join them. That is safe when each missing member of a
 * cache has restarted at the same address, because none of them can then be running in another
 * partition. Infinispan itself waits forever, because restarted members have other names. Not
 * thread-safe; blocks.
 */
final class PartitionRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionRecovery.class);

  // Partitions that merge look the same for a moment, until Infinispan has merged the caches.
  private static final int MIN_CHECKS = 8;

  private final DefaultCacheManager manager;
  private final Map<Address, String> names = new HashMap<>();
  private final Map<String, Integer> replacedChecks = new HashMap<>();
  private final AbandonedLocks abandonedLocks;

  PartitionRecovery(DefaultCacheManager manager) {
    this.manager = manager;
    this.abandonedLocks = new AbandonedLocks(manager);
  }

  /** Checks all caches. Called once a second. */
  void check() {
    List<Address> present = manager.getMembers();
    if (present == null) {
      return;
    }
    identifyLostMembers(present);
    present.forEach(member -> names.put(member, member.toString()));
    List<AdvancedCache<?, ?>> caches = caches();
    names.keySet().retainAll(lastMembersOf(caches, present));
    List<AdvancedCache<?, ?>> closed =
        caches.stream()
            .filter(cache -> cache.getAvailability() != AvailabilityMode.AVAILABLE)
            .toList();
    replacedChecks.keySet().retainAll(names(closed));
    closed.forEach(cache -> countCheck(cache, present));
    List<AdvancedCache<?, ?>> replaced =
        closed.stream()
            .filter(cache -> replacedChecks.getOrDefault(cache.getName(), 0) >= MIN_CHECKS)
            .toList();
    if (!replaced.isEmpty()) {
      LOG.warn("All missing members have restarted, making {} available again", names(replaced));
      replacedChecks.keySet().removeAll(names(replaced));
      replaced.forEach(cache -> cache.setAvailability(AvailabilityMode.AVAILABLE));
    }
    abandonedLocks.release();
  }

  /** Counts the checks in succession in which all missing members of a cache have restarted. */
  private void countCheck(AdvancedCache<?, ?> cache, List<Address> present) {
    Set<Address> missing = lastMembersOf(List.of(cache), List.of());
    present.forEach(missing::remove);
    if (!missing.isEmpty() && areReplaced(missing, present)) {
      replacedChecks.merge(cache.getName(), 1, Integer::sum);
    } else {
      replacedChecks.remove(cache.getName());
    }
  }

  /**
   * Adds an identity for each member of an earlier topology that this node has never met. Without
   * one, Infinispan 15.2.6 refuses all nodes that join a closed cache, its own ones included, by a
   * {@code NullPointerException}. A node that starts has a new identity, so none can be mistaken.
   */
  private void identifyLostMembers(List<Address> present) {
    PersistentUUIDManager identities =
        GlobalComponentRegistry.componentOf(manager, PersistentUUIDManager.class);
    LocalTopologyManager topologies =
        GlobalComponentRegistry.componentOf(manager, LocalTopologyManager.class);
    for (String cache : cacheNames()) {
      CacheTopology stable = topologies.getStableCacheTopology(cache);
      if (stable != null) {
        for (Address member : stable.getCurrentCH().getMembers()) {
          if (!present.contains(member) && identities.getPersistentUuid(member) == null) {
            identities.addPersistentAddressMapping(member, PersistentUUID.randomUUID());
          }
        }
      }
    }
  }

  /** Returns the names of all caches. Those that Infinispan itself needs are no cache names. */
  private Set<String> cacheNames() {
    Set<String> internal =
        GlobalComponentRegistry.componentOf(manager, InternalCacheRegistry.class)
            .getInternalCacheNames();
    return Stream.of(manager.getCacheNames(), internal)
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  private List<AdvancedCache<?, ?>> caches() {
    return cacheNames().stream()
        .filter(manager::isRunning)
        .<AdvancedCache<?, ?>>map(name -> manager.getCache(name).getAdvancedCache())
        .toList();
  }

  /** Returns the members of the last complete topologies of some caches, and others. */
  private static Set<Address> lastMembersOf(
      List<AdvancedCache<?, ?>> caches, Collection<Address> others) {
    Set<Address> members = new HashSet<>(others);
    for (AdvancedCache<?, ?> cache : caches) {
      CacheTopology stable =
          ComponentRegistry.componentOf(cache, LocalTopologyManager.class)
              .getStableCacheTopology(cache.getName());
      if (stable != null) {
        members.addAll(stable.getMembers());
      }
    }
    return members;
  }

  private boolean areReplaced(Set<Address> missing, List<Address> present) {
    Set<String> hosts = present.stream().map(this::hostAndPort).collect(Collectors.toSet());
    return missing.stream().allMatch(member -> hosts.contains(hostAndPort(member)));
  }

  /** Returns {@code host:port}, or a text that no other member has if the member was never seen. */
  private String hostAndPort(Address member) {
    // JGroups forgets names after a while, and this class may not have checked in the time before.
    String name = names.getOrDefault(member, member.toString());
    int suffix = name.lastIndexOf('-');
    return suffix < 0 ? "unknown: " + member : name.substring(0, suffix);
  }

  private static List<String> names(List<AdvancedCache<?, ?>> caches) {
    return caches.stream().map(AdvancedCache::getName).toList();
  }
}
