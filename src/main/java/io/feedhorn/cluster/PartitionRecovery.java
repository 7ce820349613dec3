package io.feedhorn.cluster;

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
 * Opens again what the grid closed for want of most members, once each of those that are missing
 * has started anew at the same address: then none of them can be at work out of reach. The grid by
 * itself waits for them for ever, as they come back under other names. Not thread-safe; blocks.
 */
final class PartitionRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionRecovery.class);

  // Two halves that find each other look like this for a moment, until the grid has joined them.
  private static final int CHECKS_TO_BE_SURE = 8;

  private final DefaultCacheManager grid;
  private final Map<Address, String> names = new HashMap<>();
  private int inRow;

  PartitionRecovery(DefaultCacheManager grid) {
    this.grid = grid;
  }

  /** Looks once. Called each second. */
  void check() {
    List<Address> present = grid.getMembers();
    if (present == null) {
      return;
    }
    present.forEach(member -> names.put(member, member.toString()));
    List<AdvancedCache<?, ?>> caches = caches();
    names.keySet().retainAll(membersOf(caches, present));
    List<AdvancedCache<?, ?>> closed =
        caches.stream()
            .filter(cache -> cache.getAvailability() != AvailabilityMode.AVAILABLE)
            .toList();
    Set<Address> missing = membersOf(closed, List.of());
    present.forEach(missing::remove);
    boolean replaced = !missing.isEmpty() && isReplaced(missing, present);
    inRow = replaced ? inRow + 1 : 0;
    if (inRow >= CHECKS_TO_BE_SURE) {
      LOG.warn("All that were missing have started anew: {} can be written again", names(closed));
      inRow = 0;
      open(closed);
    }
  }

  private List<AdvancedCache<?, ?>> caches() {
    return grid.getCacheNames().stream()
        .filter(grid::isRunning)
        .<AdvancedCache<?, ?>>map(name -> grid.getCache(name).getAdvancedCache())
        .toList();
  }

  private static void open(List<AdvancedCache<?, ?>> closed) {
    closed.forEach(cache -> cache.setAvailability(AvailabilityMode.AVAILABLE));
  }

  /** The last members of caches that all knew of each other, and others. */
  private static Set<Address> membersOf(
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

  private boolean isReplaced(Set<Address> missing, List<Address> present) {
    Set<String> places = present.stream().map(this::place).collect(Collectors.toSet());
    return missing.stream().allMatch(member -> places.contains(place(member)));
  }

  /** {@code host:port}; of one that was never met a text that is nobody's place. */
  private String place(Address member) {
    String name = names.getOrDefault(member, "");
    int life = name.lastIndexOf('-');
    return life < 0 ? "never met: " + member : name.substring(0, life);
  }

  private static List<String> names(List<AdvancedCache<?, ?>> caches) {
    return caches.stream().map(AdvancedCache::getName).toList();
  }
}
