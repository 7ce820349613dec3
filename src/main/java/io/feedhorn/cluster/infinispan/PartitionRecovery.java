package io.feedhorn.cluster.infinispan;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.infinispan.AdvancedCache;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.remoting.transport.Address;
import org.infinispan.topology.CacheTopology;
import org.infinispan.topology.LocalTopologyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes caches available again that Infinispan closed after the loss of a majority. That is safe
 * when each missing member has restarted at the same address, because none of them can then be
 * running in another partition. Infinispan itself waits forever, because restarted members have
 * other names. Not thread-safe; blocks.
 */
final class PartitionRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionRecovery.class);

  // Partitions that merge look the same for a moment, until Infinispan has merged the caches.
  private static final int MIN_CHECKS = 8;

  private final DefaultCacheManager manager;
  private final Map<Address, String> names = new HashMap<>();
  private int replacedChecks;

  PartitionRecovery(DefaultCacheManager manager) {
    this.manager = manager;
  }

  /** Checks all caches. Called once a second. */
  void check() {
    List<Address> present = manager.getMembers();
    if (present == null) {
      return;
    }
    present.forEach(member -> names.put(member, member.toString()));
    List<AdvancedCache<?, ?>> caches = caches();
    names.keySet().retainAll(lastMembersOf(caches, present));
    List<AdvancedCache<?, ?>> closed =
        caches.stream()
            .filter(cache -> cache.getAvailability() != AvailabilityMode.AVAILABLE)
            .toList();
    Set<Address> missing = lastMembersOf(closed, List.of());
    present.forEach(missing::remove);
    boolean replaced = !missing.isEmpty() && areReplaced(missing, present);
    replacedChecks = replaced ? replacedChecks + 1 : 0;
    if (replacedChecks >= MIN_CHECKS) {
      LOG.warn("All missing members have restarted, making {} available again", names(closed));
      replacedChecks = 0;
      closed.forEach(cache -> cache.setAvailability(AvailabilityMode.AVAILABLE));
    }
  }

  private List<AdvancedCache<?, ?>> caches() {
    return manager.getCacheNames().stream()
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
    String name = names.getOrDefault(member, "");
    int suffix = name.lastIndexOf('-');
    return suffix < 0 ? "unknown: " + member : name.substring(0, suffix);
  }

  private static List<String> names(List<AdvancedCache<?, ?>> caches) {
    return caches.stream().map(AdvancedCache::getName).toList();
  }
}
