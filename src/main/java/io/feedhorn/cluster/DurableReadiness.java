package io.feedhorn.cluster;

import io.feedhorn.cluster.quorum.QuorumView;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The durable feeds for which a started node waits before it is ready: until its vote counts, and
 * until their owner has answered. A feed is waited for only while that can happen without the start
 * of another node, as an operator may start the next one when this one is ready. Owned by the
 * writer's event loop, except for methods that are documented as safe on any thread.
 */
final class DurableReadiness {
  /** The time after which a feed without an owner is not waited for any more. */
  static final long PATIENCE_NANOS = 30_000_000_000L;

  /** The time for which an answer shows that a feed has an owner. */
  static final long ANSWER_NANOS = 10_000_000_000L;

  private static final long ASK_NANOS = 1_000_000_000L;

  private final QuorumView view;
  private final Supplier<Set<String>> notCounting;
  private final Function<String, Future<?>> owner;
  private final LongSupplier nanos;
  private final Set<String> waiting = new HashSet<>();
  private final Map<String, Long> answered = new HashMap<>();
  private int running;
  private long changedNanos;
  private @Nullable Long askedNanos;
  private volatile List<String> notVoting = List.of();
  private volatile boolean ready = true;

  /**
   * Creates a node that waits for nothing.
   *
   * @param notCounting the durable feeds for which the vote of this node does not count
   * @param owner asks the owner of a feed; fails if there is none, or it has not begun its term
   * @param nanos the monotonic time
   */
  DurableReadiness(
      QuorumView view,
      Supplier<Set<String>> notCounting,
      Function<String, Future<?>> owner,
      LongSupplier nanos) {
    this.view = view;
    this.notCounting = notCounting;
    this.owner = owner;
    this.nanos = nanos;
  }

  /** Waits for these feeds from now on: those that the node knows when it joins. */
  void joined(Collection<String> feeds) {
    waiting.addAll(feeds);
    changedNanos = nanos.getAsLong();
    check();
  }

  /** Called several times a second. */
  void check() {
    long now = nanos.getAsLong();
    Set<String> missing = view.isSelfVoter() ? notCounting.get() : Set.of();
    notVoting = missing.stream().sorted().toList();
    int found = view.voterMembers().size();
    if (found != running) {
      running = found;
      changedNanos = now;
    }
    // The vote of a feed may count later, but one that counts is not lost while the node runs.
    waiting.removeIf(feed -> !missing.contains(feed) && !waitsForOwner(feed, now));
    ready = waiting.stream().noneMatch(feed -> isAwaited(feed, missing, now));
    ask(now);
  }

  private boolean waitsForOwner(String feed, long now) {
    return !answered.containsKey(feed) && view.isAvailable() && isRecent(now);
  }

  private boolean isRecent(long now) {
    return now - changedNanos < PATIENCE_NANOS;
  }

  private boolean isAwaited(String feed, Set<String> missing, long now) {
    if (!missing.contains(feed)) {
      return true;
    }
    // A vote counts only after all other voters were asked.
    boolean possible = running > 0 && running == view.voterCount();
    Long answer = answered.get(feed);
    boolean owned = answer != null && now - answer < ANSWER_NANOS;
    return possible && (owned || isRecent(now));
  }

  private void ask(long now) {
    Long asked = askedNanos;
    if (asked == null || now - asked >= ASK_NANOS) {
      askedNanos = now;
      for (String feed : new ArrayList<>(waiting)) {
        owner.apply(feed).onSuccess(end -> answered.put(feed, nanos.getAsLong()));
      }
    }
  }

  /** Returns true if the node waits for no feed. Safe on any thread. */
  boolean isReady() {
    return ready;
  }

  /** Returns the durable feeds for which the vote of this node does not count. Any thread. */
  List<String> notVoting() {
    return notVoting;
  }
}
