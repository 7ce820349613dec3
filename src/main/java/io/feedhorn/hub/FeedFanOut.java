package io.feedhorn.hub;

import io.feedhorn.log.FeedRegistry;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ConsecutiveUpdates;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.TraceContext;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Addresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fan-out of one feed on one event loop: a consumer on the event bus and the subscriptions.
 * Owned by the hub's event loop, not thread-safe.
 */
final class FeedFanOut {
  private static final Logger LOG = LoggerFactory.getLogger(FeedFanOut.class);

  private final String feed;
  private final PatternIndex index = new PatternIndex();
  private final PatternsAhead ahead = new PatternsAhead();
  private final PatternCount count;
  private final LogResetListener onReset;
  private final FlushQueue flushQueue;
  private final MessageConsumer<Object> consumer;
  private String epoch;
  private long lastOffset;
  private PatternHistory newestHistory = PatternHistory.NONE;

  /** A listener for replaced logs. */
  interface LogResetListener {
    /**
     * Called after the log of the feed was replaced.
     *
     * @param sameEpoch if the new log continues the former one
     */
    void onLogReset(LogReset reset, boolean sameEpoch);
  }

  FeedFanOut(
      Vertx vertx,
      FeedRegistry feeds,
      Metrics metrics,
      String feed,
      LogResetListener onReset,
      FlushQueue flushQueue) {
    this.feed = feed;
    this.flushQueue = flushQueue;
    this.count = new PatternCount(feeds, metrics, feed);
    this.onReset = onReset;
    this.consumer = vertx.eventBus().localConsumer(Addresses.updates(feed), this::onMessage);
    // Read after the consumer was registered: updates that are appended later arrive as messages.
    Position end = feeds.endPosition(feed);
    this.lastOffset = end.offset();
    this.epoch = end.epoch();
  }

  String feed() {
    return feed;
  }

  /** Returns the epoch of the log that {@link #lastOffset} belongs to. */
  String epoch() {
    return epoch;
  }

  /** Returns the newest offset that this hub has processed; later ones arrive as messages. */
  long lastOffset() {
    return lastOffset;
  }

  boolean isEmpty() {
    return index.isEmpty() && ahead.isEmpty();
  }

  /** Returns all subscriptions, each once. */
  Set<Subscription> subscriptions() {
    Set<Subscription> all = index.all();
    all.addAll(ahead.subscriptions());
    return all;
  }

  /** Returns true if a subscription has patterns whose cursor this loop has not reached. */
  boolean isAhead(Subscription subscription) {
    return !ahead.of(subscription).isEmpty();
  }

  /** Returns the offset up to which a connection has all updates that its patterns match. */
  long reached(Subscription subscription) {
    return ahead.reached(subscription);
  }

  /** Receives no more updates of the feed. */
  void close() {
    consumer
        .unregister()
        .onFailure(
            failure -> LOG.warn("Unregistering the consumer of feed {} failed", feed, failure));
  }

  int subscribers(String topic) {
    Set<Outbox> outboxes = new HashSet<>();
    for (PatternIndex.Group group : index.of(topic)) {
      group.subscriptions().forEach(subscription -> outboxes.add(subscription.outbox()));
    }
    ahead.subscriptions().stream()
        .filter(subscription -> subscription.matches(topic))
        .forEach(subscription -> outboxes.add(subscription.outbox()));
    return outboxes.size();
  }

  /** Returns true if a subscription names a topic. */
  boolean hasNamed(String topic) {
    return index.hasNamed(topic) || ahead.hasNamed(topic);
  }

  void add(List<TopicPattern> patterns, Subscription subscription, SubscribeOptions options) {
    for (TopicPattern pattern : patterns) {
      boolean isNew = !subscription.has(pattern);
      boolean starts = isNew || ahead.remove(subscription, pattern);
      subscription.setOptions(starts ? index.add(pattern, subscription) : pattern, options);
      if (isNew) {
        count.add(1);
      }
    }
    subscription.applyOptions();
  }

  /**
   * Adds patterns whose live updates begin after a cursor that this loop has not reached. Patterns
   * that get live updates continue.
   */
  void addAhead(
      List<TopicPattern> patterns,
      Subscription subscription,
      SubscribeOptions options,
      long cursor) {
    for (TopicPattern pattern : patterns) {
      boolean isNew = !subscription.has(pattern);
      if (isNew || ahead.contains(subscription, pattern)) {
        ahead.add(subscription, pattern, cursor);
      }
      subscription.setOptions(pattern, options);
      if (isNew) {
        count.add(1);
      }
    }
    subscription.applyOptions();
  }

  /** Continues a subscription with another log, of which it gets the snapshots up to an offset. */
  void reset(Subscription subscription, long offset) {
    for (TopicPattern pattern : ahead.of(subscription)) {
      ahead.remove(subscription, pattern);
      start(pattern, subscription, PatternHistory.NONE);
    }
    subscription.reset(offset);
  }

  /** Starts the live updates of a pattern that was ahead. */
  private void start(TopicPattern pattern, Subscription subscription, PatternHistory history) {
    subscription.setHistory(index.add(pattern, subscription), history);
  }

  private void startReached() {
    for (PatternsAhead.Reached each : ahead.takeReached(lastOffset)) {
      start(each.pattern(), each.subscription(), history(DeliveredRange.live(each.cursor())));
      each.subscription().startLiveAfter(each.cursor());
    }
  }

  void remove(TopicPattern pattern, Subscription subscription) {
    if (subscription.has(pattern)) {
      if (!ahead.remove(subscription, pattern)) {
        index.remove(pattern, subscription);
      }
      count.add(-1);
      subscription.removePattern(pattern);
      // Not what the removed one got: these begin after their cursor.
      ahead.of(subscription).forEach(each -> subscription.setHistory(each, PatternHistory.NONE));
      subscription.applyOptions();
    }
  }

  /**
   * Returns the history of a pattern that got one range. Connections that subscribe one after the
   * other mostly get equal ones, and share it.
   */
  PatternHistory history(DeliveredRange range) {
    PatternHistory history = PatternHistory.NONE.plus(range);
    if (!history.equals(newestHistory)) {
      newestHistory = history;
    }
    return newestHistory;
  }

  private void onMessage(Message<Object> message) {
    if (message.body() instanceof ConsecutiveUpdates consecutive) {
      count.update();
      consecutive.updates().forEach(this::onUpdate);
    } else if (message.body() instanceof LogReset reset) {
      boolean sameEpoch = reset.end().epoch().equals(epoch);
      epoch = reset.end().epoch();
      lastOffset = reset.end().offset();
      count.update();
      onReset.onLogReset(reset, sameEpoch);
      startReached();
    }
  }

  private void onUpdate(Update update) {
    lastOffset = Math.max(lastOffset, update.offset());
    epoch = update.epoch();
    List<PatternIndex.Group> groups = index.of(update.topic().name());
    TraceContext trace = update.trace();
    if (trace != null && !groups.isEmpty()) {
      flushQueue.beginWrite(update, trace);
    }
    for (int i = 0; i < groups.size(); i++) {
      List<Subscription> subscriptions = groups.get(i).subscriptions();
      for (int j = 0; j < subscriptions.size(); j++) {
        subscriptions.get(j).offer(update, groups);
      }
    }
    if (update.isDeletion()) {
      index.forget(update.topic().name());
    }
    startReached();
  }
}
