package io.feedhorn.cluster.infinispan;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The members that the other members report as silent. A silent member is suspected only when all
 * others that this node hears have lost it, too: until then one of them may still confirm its
 * lease. Safe on any thread.
 */
final class SilenceAgreement {
  private final Map<String, Set<String>> reports = new ConcurrentHashMap<>();

  /** Records which members another one does not hear. */
  void report(String member, Collection<String> silent) {
    reports.put(member, Set.copyOf(silent));
  }

  /** Forgets the nodes that are not members any more. */
  void retain(Collection<String> members) {
    reports.keySet().retainAll(members);
  }

  /**
   * Returns true if no member that this node hears confirms the lease of a silent member.
   *
   * @param silent the members that this node does not hear
   * @param others all members but this node
   */
  boolean isLostByAll(String member, Set<String> silent, List<String> others) {
    return others.stream()
        .filter(other -> !other.equals(member) && !silent.contains(other))
        .allMatch(other -> reports.getOrDefault(other, Set.of()).contains(member));
  }
}
