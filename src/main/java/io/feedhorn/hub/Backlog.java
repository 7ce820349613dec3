package io.feedhorn.hub;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Update;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The updates that wait for one connection. Owned by the hub's event loop, not thread-safe. While
 * the connection does not take more, updates of a {@code latest} feed are conflated to the newest
 * of each topic, and those of an {@code every} feed are queued up to a bound, past which the
 * connection is ended. What history owes a reader that resumes is not conflated up to the same
 * bound. Order within a feed is always the order of the offsets.
 */
final class Backlog {
  private final Outbox outbox;
  private final int backlogBytes;
  private final FifoQueue pending = new FifoQueue();
  // Keyed by topic where newer updates replace older ones, else by the update itself.
  private @Nullable Map<Object, PendingUpdate> held;
  private boolean lagging;
  private long backlog;
  // What history owes waits whole, up to a bound: a connection that has just begun does not lag
  // yet.
  private @Nullable Map<String, Long> owedUpTo;
  private long owedBytes;

  /**
   * @param backlogBytes what may wait of {@code every} feeds, and of history that is owed
   */
  Backlog(Outbox outbox, int backlogBytes) {
    this.outbox = outbox;
    this.backlogBytes = backlogBytes;
  }

  boolean isEmpty() {
    return pending.isEmpty() && held == null;
  }

  /** Returns true if the connection did not take all that it was to be sent. */
  boolean isLagging() {
    return lagging;
  }

  void clear() {
    pending.clear();
    held = null;
    owedUpTo = null;
  }

  /** Forgets what waits of some topics of a feed. */
  void forget(String feed, Predicate<String> unwanted) {
    Predicate<Update> gone =
        update -> update.topic().feed().equals(feed) && unwanted.test(update.topic().name());
    pending.removeIf(gone);
    Map<Object, PendingUpdate> waiting = held;
    if (waiting != null) {
      waiting.values().removeIf(each -> gone.test(each.update) && isForgotten(each));
      settleIfEmpty(waiting);
    }
    if (isEmpty()) {
      owedUpTo = null;
    }
  }

  /** Nothing of a feed is owed any more. */
  void settleOwed(String feed) {
    if (owedUpTo != null) {
      owedUpTo.remove(feed);
    }
  }

  private boolean isForgotten(PendingUpdate gone) {
    forget(gone);
    return true;
  }

  private void forget(PendingUpdate gone) {
    backlog -= gone.countedBytes;
    owedBytes -= gone.owed ? gone.update.json().length() : 0;
  }

  /** Takes an update as it happens. */
  void offer(Update update, boolean conflate) {
    put(update, conflate, true);
  }

  /** Takes what history owes of one feed, as {@link Outbox#replay} says. */
  void owe(String feed, List<Update> updates, Predicate<Update> conflated) {
    ArrayDeque<Map.Entry<Object, PendingUpdate>> ofFeed = takeOut(feed);
    for (Update update : updates) {
      while (!ofFeed.isEmpty() && ofFeed.peek().getValue().offset() < update.offset()) {
        putBack(ofFeed.remove());
      }
      if (!ofFeed.isEmpty() && ofFeed.peek().getValue().offset() == update.offset()) {
        forget(ofFeed.remove().getValue());
      }
      owe(update, conflated.test(update));
    }
    ofFeed.forEach(this::putBack);
  }

  private void owe(Update update, boolean conflate) {
    if (!conflate) {
      owedUpTo = owedUpTo == null ? new HashMap<>(2) : owedUpTo;
      owedUpTo.merge(update.topic().feed(), update.offset(), Math::max);
    }
    put(update, conflate, false);
  }

  private ArrayDeque<Map.Entry<Object, PendingUpdate>> takeOut(String feed) {
    ArrayDeque<Map.Entry<Object, PendingUpdate>> taken = new ArrayDeque<>(0);
    Predicate<Update> ofFeed = update -> update.topic().feed().equals(feed);
    Map<Object, PendingUpdate> waiting = held;
    if (waiting == null) {
      pending.removeIf(
          update ->
              ofFeed.test(update)
                  && taken.add(Map.entry(update, new PendingUpdate(update, 0, false))));
    } else {
      waiting
          .entrySet()
          .removeIf(
              each ->
                  ofFeed.test(each.getValue().update)
                      && taken.add(Map.entry(each.getKey(), each.getValue())));
    }
    return taken;
  }

  private void putBack(Map.Entry<Object, PendingUpdate> taken) {
    Map<Object, PendingUpdate> waiting = held;
    if (waiting == null) {
      pending.add(taken.getValue().update);
      return;
    }
    PendingUpdate older = waiting.remove(taken.getKey());
    if (older != null) {
      forget(older);
      outbox.countConflated();
    }
    waiting.put(taken.getKey(), taken.getValue());
  }

  private void put(Update update, boolean conflate, boolean live) {
    if (held == null && !conflate) {
      pending.add(update);
    } else {
      hold(update, conflate || lagging, live);
    }
  }

  private void hold(Update update, boolean conflate, boolean live) {
    Map<Object, PendingUpdate> waiting = held();
    boolean every = update.delivery() == DeliveryMode.EVERY;
    int counted = every && live && lagging ? update.json().length() : 0;
    boolean owed = conflate && !every && isOwed(update);
    Object key = conflate && !every && !owed ? update.topic().name() : update;
    PendingUpdate replaced = waiting.remove(key);
    if (replaced != null) {
      counted = Math.max(counted, replaced.countedBytes);
      forget(replaced);
      if (replaced.update != update) {
        outbox.countConflated();
      }
    }
    waiting.put(key, new PendingUpdate(update, counted, owed));
    backlog += counted;
    owedBytes += owed ? update.json().length() : 0;
    if (backlog > backlogBytes) {
      outbox.endTooSlow();
    }
  }

  private boolean isOwed(Update update) {
    return owedUpTo != null
        && update.offset() <= owedUpTo.getOrDefault(update.topic().feed(), 0L)
        && owedBytes + update.json().length() <= backlogBytes;
  }

  private Map<Object, PendingUpdate> held() {
    Map<Object, PendingUpdate> waiting = held;
    if (waiting == null) {
      waiting = new LinkedHashMap<>();
      held = waiting;
      Map<Object, PendingUpdate> all = waiting;
      pending.drainTo(update -> all.put(update, new PendingUpdate(update, 0, false)));
    }
    return waiting;
  }

  /** Writes what the connection takes; how many updates that were. */
  int write() {
    return held == null ? writeDue() : writeHeld(held);
  }

  private int writeDue() {
    int written = 0;
    for (Update next = pending.peek(); next != null && outbox.takesMore(); next = pending.peek()) {
      pending.drop();
      outbox.write(next);
      written++;
    }
    if (pending.isEmpty()) {
      owedUpTo = null;
    } else {
      lag();
    }
    return written;
  }

  private int writeHeld(Map<Object, PendingUpdate> waiting) {
    int written = 0;
    Iterator<PendingUpdate> inOrder = waiting.values().iterator();
    while (inOrder.hasNext() && outbox.takesMore()) {
      PendingUpdate next = inOrder.next();
      inOrder.remove();
      forget(next);
      outbox.write(next.update);
      written++;
    }
    if (!settleIfEmpty(waiting) && !lagging) {
      lag();
    }
    return written;
  }

  private boolean settleIfEmpty(Map<Object, PendingUpdate> waiting) {
    if (waiting.isEmpty()) {
      held = null;
      lagging = false;
      owedUpTo = null;
      return true;
    }
    return false;
  }

  /** From here on newer updates replace older ones that still wait. */
  private void lag() {
    Map<Object, PendingUpdate> waiting = held();
    held = new LinkedHashMap<>();
    owedBytes = 0;
    lagging = true;
    waiting.values().forEach(each -> hold(each.update, true, false));
  }

  /**
   * @param countedBytes what counts as backlog
   * @param owed whether history owes it, and newer updates of its topic do not replace it
   */
  private record PendingUpdate(Update update, int countedBytes, boolean owed) {
    private long offset() {
      return update.offset();
    }
  }
}
