package io.feedhorn.cluster.protocol;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The share of its feeds that each node has taken over since it started. A node that has just
 * started is assigned feeds as soon as it stores heads, but its code is not compiled yet. So the
 * next node that stores the same head, and owns all of its feeds, is the owner until the new one
 * has taken over the feed's slice. Each node counts for itself and tells the others. Nodes may know
 * different shares for a moment, as they may know different assignments: the term of the head
 * decides then. Safe on any thread, except for {@link #retain}.
 */
public final class TakeoverShares {
  /** The share of a node that owns all of its feeds. */
  public static final int ALL = 16;

  /** The number of nodes that are not members any more whose shares are kept. */
  static final int MAX_GONE = 1_000;

  private final Map<String, Integer> shares = new ConcurrentHashMap<>();
  // The nodes with a share that are not members, in the order in which they were excluded or left.
  private final Set<String> gone = new LinkedHashSet<>();

  /**
   * Records the share of a node, this one or another, unless a larger one is known: it only grows
   * while a node runs, a message with an earlier one may come later, and a node that starts again
   * has another name.
   *
   * @param share the number of slices, from 0 to {@link #ALL}
   */
  public void record(String node, int share) {
    shares.merge(node, Math.max(0, Math.min(share, ALL)), Math::max);
  }

  /**
   * Forgets the nodes that have been gone for longest, if there are too many of them. The others
   * are kept: a node that was suspended or partitioned returns with its name, and its share must
   * not be smaller then. Owned by the writer's event loop.
   *
   * @param members the nodes that are members now
   */
  public void retain(Collection<String> members) {
    members.forEach(gone::remove);
    for (String node : shares.keySet()) {
      if (!members.contains(node)) {
        gone.add(node);
      }
    }
    Iterator<String> oldest = gone.iterator();
    while (gone.size() > MAX_GONE) {
      shares.remove(oldest.next());
      oldest.remove();
    }
  }

  /** Returns the number of slices that a node has taken over; 0 if it has not told this one. */
  public int of(String node) {
    return shares.getOrDefault(node, 0);
  }

  /**
   * Returns the owner of a feed: the node that the feed is assigned to, unless that has not taken
   * the feed over yet and there is a substitute.
   *
   * @param substitute returns another node that can own the feed and owns all of its feeds, or null
   *     if there is none; called only if it is needed
   */
  public String owner(String feed, String assigned, Supplier<@Nullable String> substitute) {
    if (slice(feed) < of(assigned)) {
      return assigned;
    }
    String other = substitute.get();
    return other == null ? assigned : other;
  }

  /** Returns true if a node owns all of its feeds. */
  public boolean isComplete(String node) {
    return of(node) == ALL;
  }

  /** Returns the slice of a feed, the same on each node. */
  private static int slice(String feed) {
    // Hash codes of similar names are similar: the finalizer of MurmurHash3 mixes their bits.
    int hash = feed.hashCode();
    hash = (hash ^ hash >>> 16) * 0x85EB_CA6B;
    hash = (hash ^ hash >>> 13) * 0xC2B2_AE35;
    return (hash ^ hash >>> 16) & ALL - 1;
  }
}
