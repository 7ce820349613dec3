package io.feedhorn.hub;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Update;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pending updates of one connection. Owned by the hub's event loop, not thread-safe. While the
 * connection is lagging, updates of a {@code latest} feed are conflated to the newest of each
 * topic, and those of an {@code every} feed are queued up to a maximum of bytes; beyond it the
 * connection is closed. A replay is not conflated up to the same maximum. The order of a feed is
 * always the order of its offsets.
 *
 * <pre>
 *            conflate is asked for            flush writes not all
 *  FLOWING ───────────────────────▶ CONFLATING ───────────────────▶ LAGGING
 *     │ ▲                               │                            │  ▲
 *     │ └───────── all is written ──────┴────────────────────────────┘  │
 *     └───────────────────────── flush writes not all ──────────────────┘
 * </pre>
 */
final class Backlog {
  private enum State {
    /** No update replaces another: everything is written with the next flush. */
    FLOWING,
    /** A subscription asks for the newest updates only; all is written with the next flush. */
    CONFLATING,
    /** The connection did not accept everything. */
    LAGGING
  }

  private final Outbox outbox;
  private final FifoQueue fifo = new FifoQueue();
  private final int maxBytes;
  private State state = State.FLOWING;
  // Of updates of "every" feeds; 0 unless the connection is lagging.
  private long bytes;

  // Not null while updates of a replay are pending.
  private @Nullable ReplayAllowance replays;

  // Not null in the states CONFLATING and LAGGING; the FIFO queue is empty then.
  private @Nullable ConflatingQueue conflating;

  /**
   * @param maxBytes the maximum of updates of {@code every} feeds, and of replays
   */
  Backlog(Outbox outbox, int maxBytes) {
    this.outbox = outbox;
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return fifo.isEmpty() && conflating == null;
  }

  int size() {
    return conflating == null ? fifo.size() : conflating.size();
  }

  /** Returns the time of the oldest pending update; {@link OutboxStatus#NONE} without any. */
  long oldestMicros() {
    Update oldest = conflating == null ? fifo.peek() : conflating.peek();
    return oldest == null ? OutboxStatus.NONE : oldest.timestampMicros();
  }

  boolean isLagging() {
    return state == State.LAGGING;
  }

  void clear() {
    fifo.clear();
    flow();
  }

  private void flow() {
    if (isLagging()) {
      outbox.countLagging(-1);
    }
    state = State.FLOWING;
    conflating = null;
    bytes = 0;
    replays = null;
  }

  /** Drops the updates of some topics of a feed. */
  void discard(String feed, Predicate<String> topics) {
    Predicate<Update> discarded =
        update -> update.topic().feed().equals(feed) && topics.test(update.topic().name());
    fifo.removeIf(discarded);
    if (conflating != null) {
      conflating.removeIf(discarded).forEach(this::uncount);
      if (conflating.isEmpty()) {
        flow();
      }
    }
    if (isEmpty()) {
      replays = null;
    }
  }

  /** Lets all updates of a feed be conflated again. */
  void endReplay(String feed) {
    if (replays != null) {
      replays.end(feed);
    }
  }

  private void uncount(PendingUpdate removed) {
    bytes -= removed.backlogBytes();
    if (replays != null) {
      replays.remove(removed);
    }
  }

  /** Adds a live update. */
  void offer(Update update, boolean conflate) {
    add(update, conflate, true);
  }

  /**
   * Adds the replay of one feed, merged by offset with the updates of the feed that are pending. An
   * update that is in both is pending once.
   *
   * @param conflated the updates that newer ones of their topic may replace
   */
  void replay(String feed, List<Update> updates, Predicate<Update> conflated) {
    ArrayDeque<PendingUpdate> ofFeed = removeAll(feed);
    for (Update update : updates) {
      while (!ofFeed.isEmpty() && ofFeed.peek().update().offset() < update.offset()) {
        addAgain(ofFeed.remove());
      }
      if (!ofFeed.isEmpty() && ofFeed.peek().update().offset() == update.offset()) {
        uncount(ofFeed.remove());
      }
      boolean conflate = conflated.test(update);
      if (!conflate) {
        replays = replays == null ? new ReplayAllowance(maxBytes) : replays;
        replays.extendTo(update);
      }
      add(update, conflate, false);
    }
    ofFeed.forEach(this::addAgain);
  }

  private ArrayDeque<PendingUpdate> removeAll(String feed) {
    Predicate<Update> ofFeed = update -> update.topic().feed().equals(feed);
    ArrayDeque<PendingUpdate> removed = new ArrayDeque<>(0);
    fifo.removeIf(ofFeed).forEach(update -> removed.add(new PendingUpdate(update, false)));
    if (conflating != null) {
      removed.addAll(conflating.removeIf(ofFeed));
    }
    return removed;
  }

  private void addAgain(PendingUpdate pending) {
    if (conflating == null) {
      fifo.add(pending.update());
      return;
    }
    PendingUpdate replaced = conflating.removeReplacedBy(pending.update(), pending.replaceable());
    if (replaced != null) {
      uncount(replaced);
      outbox.countConflated();
    }
    conflating.add(pending);
  }

  private void add(Update update, boolean conflate, boolean live) {
    if (state == State.FLOWING && !conflate) {
      fifo.add(update);
    } else {
      add(conflatingQueue(), update, conflate || isLagging(), live);
    }
  }

  /** Returns the queue in which updates are replaced; leaves the state FLOWING. */
  private ConflatingQueue conflatingQueue() {
    if (conflating == null) {
      state = State.CONFLATING;
      conflating = new ConflatingQueue();
      for (Update update = fifo.poll(); update != null; update = fifo.poll()) {
        conflating.removeReplacedBy(update, false);
        conflating.add(new PendingUpdate(update, false));
      }
    }
    return conflating;
  }

  private void add(ConflatingQueue queue, Update update, boolean conflate, boolean live) {
    boolean every = update.delivery() == DeliveryMode.EVERY;
    boolean replayed = conflate && !every && replays != null && replays.covers(update);
    boolean replaceable = conflate && !every && !replayed;
    int length = update.json().length();
    int backlogBytes = every && live && isLagging() ? length : 0;
    PendingUpdate replaced = queue.removeReplacedBy(update, replaceable);
    if (replaced != null) {
      backlogBytes = Math.max(backlogBytes, replaced.backlogBytes());
      uncount(replaced);
      if (replaced.update() != update) {
        outbox.countConflated();
      }
    }
    PendingUpdate added =
        new PendingUpdate(update, replaceable, backlogBytes, replayed ? length : 0);
    queue.add(added);
    if (replays != null) {
      replays.add(added);
    }
    bytes += backlogBytes;
    if (bytes > maxBytes) {
      outbox.endTooSlow();
    }
  }

  /** Writes the updates that the connection accepts, and returns their number. */
  int write() {
    return conflating == null ? writeFifo() : write(conflating);
  }

  private int writeFifo() {
    int written = 0;
    while (!fifo.isEmpty() && outbox.acceptsMore()) {
      Update update = fifo.poll();
      if (update != null && outbox.write(update)) {
        written++;
      }
    }
    if (fifo.isEmpty()) {
      replays = null;
    } else {
      lag();
    }
    return written;
  }

  private int write(ConflatingQueue queue) {
    int written = 0;
    while (!queue.isEmpty() && outbox.acceptsMore()) {
      PendingUpdate next = queue.poll();
      if (next != null) {
        uncount(next);
        written += outbox.write(next.update()) ? 1 : 0;
      }
    }
    if (queue.isEmpty()) {
      flow();
    } else if (!isLagging()) {
      lag();
    }
    return written;
  }

  /** From now on newer updates replace older ones, and so do those that are pending. */
  private void lag() {
    List<PendingUpdate> pending = conflatingQueue().drain();
    state = State.LAGGING;
    outbox.countLagging(1);
    if (replays != null) {
      replays.resetCount();
    }
    ConflatingQueue queue = conflatingQueue();
    pending.forEach(each -> add(queue, each.update(), true, false));
  }
}
