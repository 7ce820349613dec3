package io.feedhorn.hub;

import io.feedhorn.metrics.WriteLatency;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Topic;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection and the queue of updates to it. Owned by the hub's event
 * loop, not thread-safe. Contains references, never copies, and is flushed once for each event-loop
 * iteration in which updates were added. {@link Backlog} decides what is kept while the connection
 * is lagging.
 */
public final class Outbox {
  private final Hub hub;
  private final SmallMap<Subscription> subscriptions = new SmallMap<>();
  private Subscriber subscriber;
  private final Backlog backlog;
  private @Nullable DeltaSubscriber deltas;
  private @Nullable WriteLatency latency;
  private int unflushed;
  private long delivered;
  private long conflated;

  // False while a part of the backlog is older than the time that the server needs: a replay, or
  // what a rate held.
  private boolean measured = true;
  private boolean flushScheduled;
  private boolean closed;

  /**
   * @param backlogBytes the maximum backlog, see {@link Backlog}
   */
  Outbox(Hub hub, Subscriber subscriber, int backlogBytes) {
    this.hub = hub;
    this.subscriber = subscriber;
    this.backlog = new Backlog(this, backlogBytes);
  }

  /** Returns the subscriptions of this connection by their feed. */
  SmallMap<Subscription> subscriptions() {
    return subscriptions;
  }

  /** Writes updates as deltas from now on, of the topics whose patterns ask for them. */
  void writeDeltas() {
    if (deltas == null) {
      deltas = new DeltaSubscriber(subscriber, subscriptions);
      subscriber = deltas;
    }
  }

  /** Returns the patterns of this connection. */
  public List<TopicPattern> patterns() {
    List<TopicPattern> patterns = new ArrayList<>();
    subscriptions.values().forEach(subscription -> patterns.addAll(subscription.patterns()));
    return patterns;
  }

  /** Returns the number of different patterns of this connection and a list together. */
  public int patternsWith(List<TopicPattern> more) {
    Set<TopicPattern> patterns = new HashSet<>(more);
    subscriptions.values().forEach(subscription -> patterns.addAll(subscription.patterns()));
    return patterns.size();
  }

  /** Returns the state for operators. */
  public OutboxStatus status() {
    return new OutboxStatus(
        patterns(),
        backlog.size(),
        backlog.oldestMicros(),
        backlog.isLagging(),
        delivered,
        conflated);
  }

  /** Returns true if a pattern of this connection matches a topic. */
  public boolean isSubscribed(Topic topic) {
    Subscription subscription = subscriptions.get(topic.feed());
    return subscription != null && subscription.matches(topic.name());
  }

  /** Returns true if the connection is a slow reader now. */
  public boolean isLagging() {
    return backlog.isLagging();
  }

  /** Returns the number of updates that wait because the connection does not accept them. */
  public int pending() {
    return backlog.size();
  }

  /** Returns the number of updates that a newer one of their topic replaced. */
  public long conflated() {
    return conflated;
  }

  /** Returns true if nothing more is written to the connection. */
  public boolean isClosed() {
    return closed;
  }

  /** Returns true if every update so far was written; false after the connection was closed. */
  boolean isEmpty() {
    return !closed
        && backlog.isEmpty()
        && subscriptions.values().stream().allMatch(Subscription::hasNothingHeld);
  }

  /** Continues writing. Called when the connection accepts more again. */
  public void drained() {
    assert hub.isOwner();
    if (backlog.isLagging()) {
      scheduleFlush();
    }
  }

  /** Drops all pending updates; nothing more is written. */
  void close() {
    closed = true;
    backlog.clear();
  }

  /** Drops the pending updates of a feed whose log was replaced, and notifies the client. */
  void reset(String feed, Cursor cursor) {
    if (closed) {
      return;
    }
    discard(feed, topic -> true);
    backlog.endReplay(feed);
    subscriber.reset(feed, cursor);
  }

  /** Drops the pending updates of topics that are not subscribed any more. */
  void discard(String feed, Predicate<String> topics) {
    backlog.discard(feed, topics);
    if (deltas != null) {
      deltas.forget(feed, topics);
    }
  }

  /** Closes a connection that cannot get all updates it was promised; the client must resume. */
  void endTooSlow() {
    close();
    hub.flushQueue().afterFlush(subscriber::tooSlow);
  }

  /** Adds the replay of one feed, see {@link Backlog#replay}. It does not count as backlog. */
  void replay(String feed, List<Update> updates, Predicate<Update> conflated) {
    if (closed || updates.isEmpty()) {
      return;
    }
    measured = false;
    backlog.replay(feed, updates, conflated);
    scheduleFlush();
  }

  /** Adds a live update. */
  void offer(Update update, boolean conflate) {
    if (closed) {
      return;
    }
    backlog.offer(update, conflate);
    scheduleFlush();
  }

  /** Adds a live update that a rate held. */
  void offerHeld(Update update, boolean conflate) {
    measured = false;
    offer(update, conflate);
  }

  String transport() {
    return subscriber.transport();
  }

  void countConflated() {
    conflated++;
    hub.metrics().conflated(subscriber.transport(), 1);
  }

  void countLagging(int change) {
    hub.metrics().lagging(subscriber.transport(), change);
  }

  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      hub.flushQueue().scheduleFlush(this);
    }
  }

  /** Returns true if a flush writes something now. Reads the memory that the flush needs. */
  boolean isReady() {
    return !backlog.isEmpty() && subscriber.writable();
  }

  /** Writes and flushes what the connection accepts. */
  void flush() {
    flushScheduled = false;
    if (closed) {
      return;
    }
    int written = backlog.write();
    if (written > 0) {
      delivered += written;
      flushWritten();
      hub.flushQueue().delivered(subscriber.transport(), written);
    }
    measured |= backlog.isEmpty();
  }

  /**
   * Returns true if the connection accepts another update. Flushes if it does not: the system may
   * accept in several calls what is too large for one.
   */
  boolean acceptsMore() {
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

  /**
   * Writes an update, unless it expired or was replaced while it was pending.
   *
   * @return true if it was written
   */
  boolean write(Update update) {
    if (!update.isDeliverable(hub.feeds().clock())) {
      return false;
    }
    subscriber.write(update);
    unflushed++;
    if (!update.isRecent()) {
      hub.flushQueue().replayed().add(update);
    }
    if (measured) {
      latency().written(hub.flushQueue().nowMicros() - update.timestampMicros());
      TraceContext trace = update.trace();
      if (trace != null) {
        hub.flushQueue().written(trace, this);
      }
    }
    return true;
  }

  private WriteLatency latency() {
    WriteLatency known = latency;
    if (known == null) {
      known = hub.latency(subscriber.transport());
      latency = known;
    }
    return known;
  }
}
