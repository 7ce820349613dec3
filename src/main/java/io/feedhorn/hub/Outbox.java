package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The subscriptions of one connection and the updates that wait for it. Owned by the hub's event
 * loop, not thread-safe. Holds references, never copies; written out once at the end of the loop's
 * turn. While the connection does not take more, {@link Backlog} says what is kept for it.
 */
public final class Outbox {
  private final Hub hub;
  private final Map<String, Subscription> subscriptions = new HashMap<>(2);
  private final Subscriber subscriber;
  private final Backlog backlog;
  private int unflushed;
  private boolean dirty;
  private boolean closed;

  /**
   * @param backlogBytes what may wait of {@code every} feeds, and of history that is owed
   */
  Outbox(Hub hub, Subscriber subscriber, int backlogBytes) {
    this.hub = hub;
    this.subscriber = subscriber;
    this.backlog = new Backlog(this, backlogBytes);
  }

  /** The subscriptions of this connection by their feed. */
  Map<String, Subscription> subscriptions() {
    return subscriptions;
  }

  /** The patterns this connection has. */
  public List<TopicPattern> patterns() {
    List<TopicPattern> patterns = new ArrayList<>();
    subscriptions.values().forEach(subscription -> patterns.addAll(subscription.patterns()));
    return patterns;
  }

  /** How many patterns this connection would have with some more; one it has counts once. */
  public int patternsWith(List<TopicPattern> more) {
    Set<TopicPattern> patterns = new HashSet<>(more);
    subscriptions.values().forEach(subscription -> patterns.addAll(subscription.patterns()));
    return patterns.size();
  }

  /** If nothing more is written to the connection. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether nothing waits to be written or is held back, or was thrown away at a too early end. */
  boolean isEmpty() {
    return !closed
        && backlog.isEmpty()
        && subscriptions.values().stream().allMatch(Subscription::hasNothingHeld);
  }

  /** The connection takes more again. */
  public void drained() {
    assert hub.isOwner();
    if (backlog.isLagging()) {
      markDirty();
    }
  }

  /** Forgets everything; nothing more is written. */
  void close() {
    closed = true;
    backlog.clear();
  }

  /** Forgets what waits of a feed whose log was put in the place of another, and tells so. */
  void reset(String feed, Cursor cursor) {
    if (closed) {
      return;
    }
    backlog.forget(feed, topic -> true);
    backlog.settleOwed(feed);
    subscriber.reset(feed, cursor);
  }

  /** Forgets what waits of the topics of a feed that are not subscribed to any more. */
  void discard(String feed, Predicate<String> unwanted) {
    backlog.forget(feed, unwanted);
  }

  /** Gives up on the connection, which has to resume: it will not be sent all it was promised. */
  void endTooSlow() {
    close();
    hub.flushQueue().afterFlush(subscriber::tooSlow);
  }

  /**
   * Takes what history owes the reader of one feed, in the order of the offsets; it does not count
   * as backlog. It takes its place among what waits of the feed, and what waits of it already is
   * not sent twice.
   *
   * @param conflated the updates that newer ones of their topic may replace
   */
  void replay(String feed, List<Update> updates, Predicate<Update> conflated) {
    if (closed || updates.isEmpty()) {
      return;
    }
    backlog.owe(feed, updates, conflated);
    markDirty();
  }

  /** Takes an update as it happens. */
  void offer(Update update, boolean conflate) {
    if (closed) {
      return;
    }
    backlog.offer(update, conflate);
    markDirty();
  }

  String transport() {
    return subscriber.transport();
  }

  void countConflated() {
    hub.metrics().conflated(subscriber.transport(), 1);
  }

  private void markDirty() {
    if (!dirty) {
      dirty = true;
      hub.flushQueue().scheduleFlush(this);
    }
  }

  /** Writes what can be written. Called by the hub at the end of the loop's turn. */
  void flush() {
    dirty = false;
    if (closed) {
      return;
    }
    int written = backlog.write();
    if (written > 0) {
      flushWritten();
      hub.flushQueue().delivered(subscriber.transport(), written);
    }
  }

  /** What does not fit into one system call does into several, as long as the peer reads. */
  boolean takesMore() {
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

  void write(Update update) {
    subscriber.write(update);
    unflushed++;
  }
}
