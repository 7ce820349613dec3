package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Delivery;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one connection. Owned by the hub's event loop, not thread-safe. Holds references,
 * never copies; written out once at the end of the loop's turn. While the connection does not take
 * more, updates of a {@code latest} feed are conflated to the newest of each topic, and those of an
 * {@code every} feed are queued up to a bound, past which the connection is told that it is too
 * slow. What history owes a reader that resumes is not conflated up to the same bound. Order within
 * a feed is always the order of the offsets.
 */
public final class Outbox {
  private final Hub hub;
  private final Map<String, Subscription> subscriptions = new HashMap<>(2);
  private final Subscriber subscriber;
  private final int backlogBytes;

  private final Due due = new Due();
  // Keyed by topic where newer updates replace older ones, else by the update itself.
  private @Nullable Map<Object, Held> held;
  private boolean lagging;
  private long backlog;
  // What history owes waits whole, up to a bound: a connection that has just begun does not lag
  // yet.
  private @Nullable Map<String, Long> owedUpTo;
  private long owedBytes;
  private int unflushed;
  private boolean dirty;
  private boolean closed;

  /**
   * @param backlogBytes what may wait of {@code every} feeds, and of history that is owed
   */
  Outbox(Hub hub, Subscriber subscriber, int backlogBytes) {
    this.hub = hub;
    this.subscriber = subscriber;
    this.backlogBytes = backlogBytes;
  }

  /** The subscriptions of this connection by their feed. */
  Map<String, Subscription> subscriptions() {
    return subscriptions;
  }

  /** The patterns this connection has. */
  public List<Pattern> patterns() {
    List<Pattern> patterns = new ArrayList<>();
    subscriptions.values().forEach(subscription -> patterns.addAll(subscription.patterns()));
    return patterns;
  }

  /** How many patterns this connection would have with some more; one it has counts once. */
  public int patternsWith(List<Pattern> more) {
    Set<Pattern> patterns = new HashSet<>(more);
    subscriptions.values().forEach(subscription -> patterns.addAll(subscription.patterns()));
    return patterns.size();
  }

  /** Whether nothing waits to be written or is held back, or was thrown away at a too early end. */
  boolean isSettled() {
    return !closed
        && due.isEmpty()
        && held == null
        && subscriptions.values().stream().allMatch(Subscription::isSettled);
  }

  /** The connection takes more again. */
  public void drained() {
    assert hub.isOwner();
    if (lagging) {
      markDirty();
    }
  }

  /** Forgets everything; nothing more is written. */
  void close() {
    closed = true;
    due.clear();
    held = null;
    owedUpTo = null;
  }

  /** Forgets what waits of a feed whose log was put in the place of another, and tells so. */
  void reset(String feed, Cursor cursor) {
    if (closed) {
      return;
    }
    due.removeOf(feed);
    if (held != null) {
      held.values().removeIf(each -> each.update.topic().feed().equals(feed) && isForgotten(each));
    }
    if (owedUpTo != null) {
      owedUpTo.remove(feed);
    }
    subscriber.reset(feed, cursor);
  }

  private boolean isForgotten(Held gone) {
    forget(gone);
    return true;
  }

  /** Gives up on the connection, which has to resume: it will not be sent all it was promised. */
  void end() {
    close();
    hub.turn().then(subscriber::tooSlow);
  }

  /** Takes an update that history owes the reader; it does not count as backlog. */
  void replay(Update update, boolean conflate) {
    if (!conflate) {
      owedUpTo = owedUpTo == null ? new HashMap<>(2) : owedUpTo;
      owedUpTo.merge(update.topic().feed(), update.offset(), Math::max);
    }
    put(update, conflate, false);
  }

  /** Takes an update as it happens. */
  void offer(Update update, boolean conflate) {
    put(update, conflate, true);
  }

  private void put(Update update, boolean conflate, boolean live) {
    if (closed) {
      return;
    }
    if (held == null && !conflate) {
      due.add(update);
    } else {
      hold(update, conflate || lagging, live);
    }
    markDirty();
  }

  private void hold(Update update, boolean conflate, boolean live) {
    Map<Object, Held> waiting = held();
    boolean every = update.delivery() == Delivery.EVERY;
    int counted = every && live && lagging ? update.json().length() : 0;
    boolean owed = conflate && !every && isOwed(update);
    Object key = conflate && !every && !owed ? update.topic().name() : update;
    Held replaced = waiting.remove(key);
    if (replaced != null) {
      counted = Math.max(counted, replaced.countedBytes);
      forget(replaced);
      if (replaced.update != update) {
        countConflated();
      }
    }
    waiting.put(key, new Held(update, counted, owed));
    backlog += counted;
    owedBytes += owed ? update.json().length() : 0;
    if (backlog > backlogBytes) {
      end();
    }
  }

  private void forget(Held gone) {
    backlog -= gone.countedBytes;
    owedBytes -= gone.owed ? gone.update.json().length() : 0;
  }

  private boolean isOwed(Update update) {
    return owedUpTo != null
        && update.offset() <= owedUpTo.getOrDefault(update.topic().feed(), 0L)
        && owedBytes + update.json().length() <= backlogBytes;
  }

  private Map<Object, Held> held() {
    Map<Object, Held> waiting = held;
    if (waiting == null) {
      waiting = new LinkedHashMap<>();
      held = waiting;
      Map<Object, Held> all = waiting;
      due.drainTo(
          update -> {
            // Asked for again while it waited: it comes where history has it.
            all.remove(update);
            all.put(update, new Held(update, 0, false));
          });
    }
    return waiting;
  }

  String transport() {
    return subscriber.transport();
  }

  void countConflated() {
    hub.meters().conflated(subscriber.transport(), 1);
  }

  private void markDirty() {
    if (!dirty) {
      dirty = true;
      hub.turn().dirty(this);
    }
  }

  /** Writes what can be written. Called by the hub at the end of the loop's turn. */
  void flush() {
    dirty = false;
    if (closed) {
      return;
    }
    int written = held == null ? writeDue() : writeHeld(held);
    if (written > 0) {
      flushWritten();
      hub.turn().delivered(subscriber.transport(), written);
    }
  }

  private int writeDue() {
    int written = 0;
    for (Update next = due.peek(); next != null && takesMore(); next = due.peek()) {
      due.drop();
      write(next);
      written++;
    }
    if (due.isEmpty()) {
      owedUpTo = null;
    } else {
      lag();
    }
    return written;
  }

  /** What does not fit into one system call does into several, as long as the peer reads. */
  private boolean takesMore() {
    return subscriber.writable() || (flushWritten() && subscriber.writable());
  }

  private boolean flushWritten() {
    if (unflushed == 0) {
      return false;
    }
    unflushed = 0;
    subscriber.flush();
    return true;
  }

  private void write(Update update) {
    subscriber.write(update);
    unflushed++;
  }

  private int writeHeld(Map<Object, Held> waiting) {
    int written = 0;
    Iterator<Held> inOrder = waiting.values().iterator();
    while (inOrder.hasNext() && takesMore()) {
      Held next = inOrder.next();
      inOrder.remove();
      forget(next);
      write(next.update);
      written++;
    }
    if (waiting.isEmpty()) {
      held = null;
      lagging = false;
      owedUpTo = null;
    } else if (!lagging) {
      lag();
    }
    return written;
  }

  /** From here on newer updates replace older ones that still wait. */
  private void lag() {
    Map<Object, Held> waiting = held();
    held = new LinkedHashMap<>();
    owedBytes = 0;
    lagging = true;
    waiting.values().forEach(each -> hold(each.update, true, false));
  }

  /**
   * @param countedBytes what counts as backlog
   * @param owed whether history owes it, and newer updates of its topic do not replace it
   */
  private record Held(Update update, int countedBytes, boolean owed) {}
}
